package engine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/domain"
)

// TestAccountsAtRest folds events into two states, one of which packs its
// accounts whenever it is told to: both keep the same, also for snapshots.
func TestAccountsAtRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		open, resting := NewState(0), NewState(0)
		defer open.Close()
		defer resting.Close()
		open.Track()
		resting.Track()
		var snaps [2]*State
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0:
				for _, key := range sortedKeys(resting.accounts) {
					resting.rest(resting.accounts[key])
				}
			case 1:
				snaps = [2]*State{open.Snapshot(), resting.Snapshot()}
				same(t, snaps[0], snaps[1])
			default:
				p := drawEvent(t, i)
				for _, s := range []*State{open, resting} {
					if _, err := s.Add(&p); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		same(t, open, resting)
		if snaps[0] != nil {
			same(t, snaps[0], snaps[1])
		}
		again := NewState(0)
		defer again.Close()
		for _, key := range sortedKeys(resting.accounts) {
			again.RestoreAccount(resting.stored(resting.accounts[key]))
		}
		same(t, open, again)
	})
}

func same(t *rapid.T, a, b *State) {
	keys := sortedKeys(a.accounts)
	if other := sortedKeys(b.accounts); !slices.Equal(keys, other) {
		t.Fatalf("accounts %v and %v", keys, other)
	}
	for _, key := range keys {
		x, y := a.accounts[key], b.accounts[key]
		if diff := cmp.Diff(a.stored(x), b.stored(y)); diff != "" {
			t.Fatalf("account %s (-open +resting):\n%s", key, diff)
		}
		if x.cellsIn() != y.cellsIn() || len(x.ids) != len(y.ids) {
			t.Fatalf("account %s has %d and %d cells, shows %d and %d identifiers", key, x.cellsIn(), y.cellsIn(), len(x.ids), len(y.ids))
		}
	}
}

// drawEvent makes a sign-in of one of two accounts; one has devices enough to be
// looked up by an index.
func drawEvent(t *rapid.T, i int) Prepared {
	who := rapid.IntRange(0, 1).Draw(t, "who")
	at := time.Date(2026, 3, rapid.IntRange(1, 4).Draw(t, "day"), rapid.IntRange(0, 23).Draw(t, "hour"), 7, 0, rapid.SampledFrom([]int{0, 5e6}).Draw(t, "ns"), time.UTC)
	device := fmt.Sprint("token-", rapid.IntRange(0, []int{1, 40}[who]).Draw(t, "device"))
	text := func(f domain.Field, s string) domain.Value {
		return domain.Value{Field: f, Text: s, Role: domain.RoleSignIn, Assurance: domain.Recorded}
	}
	r := domain.Record{Key: domain.Key{Source: "okta", Tenant: "main", Kind: domain.KindSignIn, ID: fmt.Sprint("e", i)}, OccurredAt: at, ObservedAt: at,
		Origin: domain.Origin{File: rapid.SampledFrom([]string{"a.json", "b.json"}).Draw(t, "file"), FileHash: "00", Line: i, Offset: int64(i) << 33},
		Refs:   []domain.Ref{{Type: domain.RefAccount, Value: fmt.Sprint("okta:main:u", who)}},
		Values: []domain.Value{text(domain.FieldPublicIP, fmt.Sprintf("81.0.%d.1", who)), text(domain.FieldDeviceToken, device)}}
	if rapid.Bool().Draw(t, "place") {
		r.Values = append(r.Values, domain.Value{Field: domain.FieldPlace, Place: &domain.Place{City: "Turku", Country: "FI", Lat: 60.4518, Lon: 22.2666, HasPoint: true}},
			domain.Value{Field: domain.FieldASN, Number: 4200000001, Text: "NORTH FIBRE"})
	}
	if rapid.IntRange(0, 3).Draw(t, "app") == 0 {
		r.Values = append(r.Values, text(domain.FieldApp, "Payroll"), text(domain.FieldProxy, "true"))
	}
	r.Hash[0], r.Hash[1] = byte(i), byte(who)
	return Prepared{Record: r, Seen: []Seen{{Identifier: domain.Identifier{Type: domain.DeviceToken, Key: device, Masked: "…" + device[len(device)-1:]}, Role: domain.RoleSignIn, Assurance: domain.Recorded}}}
}
