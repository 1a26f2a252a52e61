// Command endtoend runs a scan of a whole company, a scan of its Okta log alone
// and, right after them, the reference: two
// goroutines of encoding/json decoding the same Okta log into one struct. It
// prints both rates, their ratio and the scan's peak memory.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: endtoend DAYLIGHT COMPANY")
		os.Exit(2)
	}
	if err := measure(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "endtoend:", err)
		os.Exit(1)
	}
}

func measure(bin, dir string) error {
	size, err := sizeOf(dir)
	if err != nil {
		return err
	}
	log := filepath.Join(dir, "okta-system-log.ndjson")
	info, err := os.Stat(log)
	if err != nil {
		return err
	}
	scan, peak, err := timeScan(bin, dir)
	if err != nil {
		return err
	}
	alone, alonePeak, err := timeScan(bin, log)
	if err != nil {
		return err
	}
	ref, err := timeReference(log)
	if err != nil {
		return err
	}
	rate := float64(size) / 1e6 / scan.Seconds()
	refRate := float64(info.Size()) / 1e6 / ref.Seconds()
	fmt.Printf("scan:      %7.1f MB in %6.1f s = %6.1f MB/s, peak %.0f MB\n", float64(size)/1e6, scan.Seconds(), rate, peak/1e6)
	aloneRate := float64(info.Size()) / 1e6 / alone.Seconds()
	fmt.Printf("log alone: %7.1f MB in %6.1f s = %6.1f MB/s, peak %.0f MB\n", float64(info.Size())/1e6, alone.Seconds(), aloneRate, alonePeak/1e6)
	fmt.Printf("reference: %7.1f MB in %6.1f s = %6.1f MB/s (two goroutines of encoding/json into one struct)\n", float64(info.Size())/1e6, ref.Seconds(), refRate)
	fmt.Printf("ratios:    whole company %.2f, log alone %.2f\n", rate/refRate, aloneRate/refRate)
	return nil
}

func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

// timeScan runs the scan and returns its wall time and peak resident memory in
// bytes. Exit code 3, something to review, is what is expected.
func timeScan(bin, dir string) (time.Duration, float64, error) {
	cmd := exec.Command(bin, "scan", dir, "--json", "--quiet")
	cmd.Stderr = os.Stderr
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) {
		return 0, 0, fmt.Errorf("scan: %w", err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return took, 0, nil
	}
	return took, float64(usage.Maxrss) * 1024, nil
}

// event is the one struct of the reference: what any reader of the log needs.
type event struct {
	UUID      string `json:"uuid"`
	Published string `json:"published"`
	EventType string `json:"eventType"`
	Actor     struct {
		ID          string `json:"id"`
		AlternateID string `json:"alternateId"`
		Type        string `json:"type"`
	} `json:"actor"`
	Client struct {
		IPAddress           string `json:"ipAddress"`
		Device              string `json:"device"`
		GeographicalContext struct {
			City        string `json:"city"`
			State       string `json:"state"`
			Country     string `json:"country"`
			Geolocation struct {
				Lat float64 `json:"lat"`
				Lon float64 `json:"lon"`
			} `json:"geolocation"`
		} `json:"geographicalContext"`
	} `json:"client"`
	Outcome struct {
		Result string `json:"result"`
	} `json:"outcome"`
	DebugContext struct {
		DebugData map[string]any `json:"debugData"`
	} `json:"debugContext"`
	SecurityContext struct {
		ASNumber int    `json:"asNumber"`
		ASOrg    string `json:"asOrg"`
		IsProxy  bool   `json:"isProxy"`
	} `json:"securityContext"`
}

func timeReference(path string) (time.Duration, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	start := time.Now()
	lines := make(chan [][]byte, 8)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() {
			for batch := range lines {
				for _, l := range batch {
					var e event
					if err := json.Unmarshal(l, &e); err != nil {
						errs[i] = err
					}
				}
			}
		})
	}
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 1<<20), 16<<20)
	var batch [][]byte
	for in.Scan() {
		batch = append(batch, bytes.Clone(in.Bytes()))
		if len(batch) == 512 {
			lines <- batch
			batch = nil
		}
	}
	lines <- batch
	close(lines)
	wg.Wait()
	return time.Since(start), errors.Join(append(errs, in.Err())...)
}
