package audit

import (
	"fmt"
	"strconv"
	"time"
)

// Report is what [Verify] found out. It is filled as far as the file was good.
type Report struct {
	Schema  string    `json:"schema"`
	OK      bool      `json:"ok"`
	Origin  string    `json:"origin,omitempty"` // which log
	Size    uint64    `json:"size"`             // entries that the file's checkpoint covers
	Entries uint64    `json:"entries"`          // entries that were verified
	Root    string    `json:"root,omitempty"`   // base64
	First   time.Time `json:"first,omitzero"`   // time of the first entry
	Last    time.Time `json:"last,omitzero"`    // time of the last verified entry
	// Key signed the file's checkpoint. KeyGiven: it is a key that the caller
	// gave, or one to which such a key has handed over.
	Key      string        `json:"key,omitempty"`
	KeyGiven bool          `json:"key_given"`
	Since    []SinceReport `json:"since,omitempty"`
	Fault    *Fault        `json:"fault,omitempty"`
}

// reportSchema names the form of a report in JSON.
const reportSchema = "daylight.audit-verify/1"

// SinceReport is what became of one checkpoint kept outside.
type SinceReport struct {
	Size uint64 `json:"size"`
	// Extended: the file begins with exactly what the checkpoint covered.
	Extended bool `json:"extended"`
	// Signed: its signature was checked with a key that the caller gave, or one
	// to which such a key has handed over.
	Signed bool `json:"signed"`
}

// FaultKind says how a file differs from what was signed.
type FaultKind string

// The kinds of faults.
const (
	Altered    FaultKind = "altered"    // a line is not the one that was signed
	Missing    FaultKind = "missing"    // entries were taken out before this line
	Moved      FaultKind = "moved"      // an entry stands where it does not belong, or twice
	Cut        FaultKind = "cut"        // the end is missing
	Extra      FaultKind = "extra"      // something follows the end
	BadHead    FaultKind = "checkpoint" // a checkpoint in the file is not valid
	WrongKey   FaultKind = "key"        // a key signed that the caller did not give
	Rewritten  FaultKind = "rewritten"  // a checkpoint kept outside covers other entries
	OtherLog   FaultKind = "other-log"  // a checkpoint kept outside belongs to another log
	BadOutside FaultKind = "since"      // a checkpoint kept outside is not valid
)

// Fault is the first thing that is wrong. It is the error of a file that does
// not verify.
type Fault struct {
	Kind FaultKind `json:"kind"`
	Line int       `json:"line,omitempty"` // 1-based line of the file; 0 where no line is at fault
	// From and To bound the first entry at fault: From is it, or the first that
	// may be it, and To stands behind the last that may be it. Both are 0 when
	// no entry is at fault.
	From   uint64 `json:"from"`
	To     uint64 `json:"to"`
	Detail string `json:"detail"` // one sentence
}

// Error renders the fault with its line.
func (f *Fault) Error() string {
	if f.Line > 0 {
		return fmt.Sprintf("line %d: %s", f.Line, f.Detail)
	}
	return f.Detail
}

// Proves lists in plain sentences what a good report proves, and what it does
// not.
func (r *Report) Proves() []string {
	if !r.OK {
		return nil
	}
	list := []string{fmt.Sprintf("What the file holds, %s, is what its checkpoint covers: in order, unchanged and without a gap.", Entries(r.Entries))}
	if r.KeyGiven {
		list = append(list, fmt.Sprintf("The checkpoint is signed by the key %s, which you gave or to which it handed over.", keyID(r.Key)))
	} else {
		list = append(list, fmt.Sprintf("No key was given: the file's own key %s signed it, and whoever can write a whole file can make such a key. Compare it with the key that daylight audit key printed.", keyID(r.Key)))
	}
	for _, s := range r.Since {
		text := fmt.Sprintf("Nothing that the outside checkpoint over %s covered was changed or cut off.", Entries(s.Size))
		if !s.Signed {
			text += " Its signature could not be checked with a key that you gave; it is as good as the place where you kept it."
		}
		list = append(list, text)
	}
	if len(r.Since) == 0 {
		list = append(list, "No outside checkpoint was given: this proves that the file is whole in itself, not that the log was never rewritten or cut off before it was exported. Keep checkpoints elsewhere and pass one with --since.")
	}
	return list
}

// Entries writes a number of entries in words that fit it.
func Entries(n uint64) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.FormatUint(n, 10) + " entries"
}
