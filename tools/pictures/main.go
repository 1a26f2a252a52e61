// Command pictures makes the screenshots of a folder small enough to be kept
// with the documentation: pictures FROM TO writes each PNG of FROM to TO with
// the 256 colours that serve it best.
package main

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pictures FROM TO")
		os.Exit(2)
	}
	if err := all(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func all(from, to string) error {
	names, err := filepath.Glob(filepath.Join(from, "*.png"))
	if err != nil || len(names) == 0 {
		return fmt.Errorf("no pictures in %s: %w", from, cmp.Or(err, os.ErrNotExist))
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return fmt.Errorf("make %s: %w", to, err)
	}
	for _, name := range names {
		if err := shrink(name, filepath.Join(to, filepath.Base(name))); err != nil {
			return fmt.Errorf("shrink %s: %w", name, err)
		}
	}
	return nil
}

func shrink(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	full, err := png.Decode(in)
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(out, paletted(full)); err != nil {
		return err
	}
	return out.Close()
}

// coarse keeps five bits of each channel: the smoothed edges of letters differ
// by less than an eye sees.
type coarse [3]uint8

func coarseOf(c color.Color) coarse {
	r, g, b, _ := c.RGBA()
	return coarse{uint8(r >> 11), uint8(g >> 11), uint8(b >> 11)}
}

// paletted draws a picture with its most frequent colours; of colours that are
// alike, the most frequent one stands for all, so that plain areas keep theirs.
func paletted(full image.Image) *image.Paletted {
	count := map[color.Color]int{}
	bounds := full.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[full.At(x, y)]++
		}
	}
	colors := make([]color.Color, 0, len(count))
	for c := range count {
		colors = append(colors, c)
	}
	slices.SortFunc(colors, func(a, b color.Color) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(number(a), number(b)))
	})
	taken := map[coarse]bool{}
	var palette color.Palette
	for _, c := range colors {
		if k := coarseOf(c); len(palette) < 256 && !taken[k] {
			taken[k] = true
			palette = append(palette, c)
		}
	}
	nearest := make(map[color.Color]uint8, len(colors))
	for _, c := range colors {
		nearest[c] = uint8(palette.Index(c))
	}
	out := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, nearest[full.At(x, y)])
		}
	}
	return out
}

// number orders colours, so that the same picture gives the same file.
func number(c color.Color) uint64 {
	r, g, b, a := c.RGBA()
	return uint64(r)<<48 | uint64(g)<<32 | uint64(b)<<16 | uint64(a)
}
