package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificate is a certificate on disk, read anew when its files change: those
// who renew it need not restart the server.
type certificate struct {
	cert, key string
	log       *slog.Logger
	every     time.Duration // least time between two looks

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  [2]fileStamp
	looked time.Time
}

// fileStamp tells one content of a file from another.
type fileStamp struct {
	size int64
	mod  time.Time
}

func loadCertificate(cert, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{cert: cert, key: key, log: log, every: 10 * time.Second}
	return c, c.load()
}

// get answers a handshake. A renewal that cannot be read leaves the one before
// in use, and is logged.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= c.every {
		c.looked = now
		if stamp, err := c.stamps(); err == nil && stamp != c.stamp {
			if err := c.load(); err != nil {
				c.log.Error("the certificate has changed and cannot be read; the one before is used", "cause", err)
			} else {
				c.log.Info("the certificate was read anew")
			}
		}
	}
	return c.pair, nil
}

func (c *certificate) load() error {
	stamp, err := c.stamps()
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("read certificate: %w", err)
	}
	c.pair, c.stamp = &pair, stamp
	return nil
}

func (c *certificate) stamps() (out [2]fileStamp, err error) {
	for i, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return out, err
		}
		out[i] = fileStamp{info.Size(), info.ModTime()}
	}
	return out, nil
}
