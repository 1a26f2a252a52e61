package main

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func TestShrinkKeepsPlainAreasAndMakesSmall(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "images")
	full := image.NewRGBA(image.Rect(0, 0, 300, 200))
	ground := color.RGBA{0xf6, 0xf7, 0xf8, 0xff}
	for y := range 200 {
		for x := range 300 {
			full.Set(x, y, ground)
			if y < 100 { // more colours than a palette holds
				full.Set(x, y, color.RGBA{uint8(x), uint8(2 * y), uint8(x + y), 0xff})
			}
		}
	}
	f, err := os.Create(filepath.Join(from, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, full); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if err := all(from, to); err != nil {
		t.Fatal(err)
	}
	got, err := os.Open(filepath.Join(to, "a.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	small, err := png.Decode(got)
	if err != nil {
		t.Fatal(err)
	}
	p, ok := small.(*image.Paletted)
	if !ok || len(p.Palette) != 256 {
		t.Fatalf("the picture is a %T, want 256 colours", small)
	}
	if c := color.RGBAModel.Convert(small.At(10, 150)); c != ground {
		t.Errorf("a plain area is %v, want %v", c, ground)
	}
}

func TestNoPicturesIsAnError(t *testing.T) {
	if err := all(t.TempDir(), t.TempDir()); err == nil {
		t.Fatal("an empty folder was taken")
	}
}
