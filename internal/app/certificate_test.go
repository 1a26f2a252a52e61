package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// issue writes a certificate and its key.
func issue(t *testing.T, dir string, serial int64) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: plain}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestCertificateIsReadAnew(t *testing.T) {
	dir := t.TempDir()
	var log bytes.Buffer
	c, err := loadCertificate(first2(issue(t, dir, 1)), filepath.Join(dir, "k.pem"), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	c.every = 0
	serial := func() int64 {
		t.Helper()
		pair, err := c.get(&tls.ClientHelloInfo{})
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(pair.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return leaf.SerialNumber.Int64()
	}
	if n := serial(); n != 1 {
		t.Errorf("serial %d", n)
	}
	if err := os.WriteFile(c.cert, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := serial(); n != 1 || !strings.Contains(log.String(), "cannot be read") {
		t.Errorf("with a broken file: serial %d, log %s", n, &log)
	}
	issue(t, dir, 2)
	if n := serial(); n != 2 {
		t.Errorf("renewed: serial %d", n)
	}
	if _, err := loadCertificate(filepath.Join(dir, "none.pem"), c.key, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a certificate that is not there is read")
	}
}

func first2(a, _ string) string { return a }
