package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/review"
	"github.com/daylight-hq/daylight/internal/wire"
)

// TestFollowed adds, takes away and erases in any order, over restarts: what is
// kept of findings, rings and cases is what judging everybody says, and judging
// everybody has nothing to add.
func TestFollowed(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	s, err := OpenServer(t.Context(), cfg, ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	parts, cases, checks := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		checks++
		f := &followed{t: t, s: s, id: domain.WorkspaceID(fmt.Sprint("w", checks)), parcels: rapid.IntRange(0, 4).Draw(t, "parcels") == 0}
		f.open()
		defer func() { f.stop() }()
		for range rapid.IntRange(4, 12).Draw(t, "steps") {
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				f.leave()
			case 1:
				f.erase()
			case 2:
				f.stop()
				f.open()
			default:
				f.add()
			}
			f.check()
		}
		parts, cases = parts+f.parts, cases+f.cases
	})
	if parts == 0 || cases == 0 {
		t.Errorf("%d answers told of a part and %d cases were open: this tests nothing", parts, cases)
	}
}

// TestBeforeTheFirstJudgement starts with more than is judged at once: cases are
// there, and nobody takes an empty list of people for the answer.
func TestBeforeTheFirstJudgement(t *testing.T) {
	cfg, err := LoadConfig("")
	if err != nil {
		t.Fatal(err)
	}
	opt := ServeOptions{DB: filepath.Join(t.TempDir(), "d.db"), AtOnce: 1, Clock: time.Now, Log: slog.New(slog.DiscardHandler)}
	s, stop := runServer(t, cfg, opt)
	defer stop()
	security := as(t, s, handlerOf(t, s), s.Main.ID, access.Security)
	security.want(http.StatusOK, "GET", "/subjects", nil, nil)
	if status, reply := security.do("POST", "/records?source=okta&shape=system-log", signIns(t)); status != http.StatusOK {
		t.Fatalf("records gave %d: %.300s", status, reply)
	}
	stop()
	if s, err = OpenServer(t.Context(), cfg, opt); err != nil { // it does not run
		t.Fatal(err)
	}
	defer s.Close()
	h := handlerOf(t, s)
	security = as(t, s, h, s.Main.ID, access.Security)
	for path, want := range map[string]int{"/subjects": http.StatusServiceUnavailable, "/overview": http.StatusServiceUnavailable, "/cases": http.StatusOK, "/rules": http.StatusOK} {
		security.want(want, "GET", path, nil, nil)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1/readyz", nil))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "being judged") {
		t.Errorf("ready gave %d %s", w.Code, w.Body)
	}
}

// followed is a workspace of a server that does nothing by itself.
type followed struct {
	t            *rapid.T
	s            *Server
	id           domain.WorkspaceID
	w            *Workspace
	stop         func()
	known        []domain.Key
	parcels      bool
	n            int
	parts, cases int
}

func (f *followed) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *followed) open() {
	var err error
	f.w, err = f.s.open(context.Background(), f.id)
	f.must(err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); f.w.Live.Run(ctx) }()
	f.stop = func() { cancel(); <-done }
}

// add draws workers who are paid into few accounts, their sign-ins from few
// devices, and parcels, which belong to nobody until somebody fits.
func (f *followed) add() {
	prep := f.w.Preparer()
	var group []engine.Prepared
	for range rapid.IntRange(1, 8).Draw(f.t, "records") {
		group = append(group, prep.Prepare(f.record()))
	}
	_, err := f.w.Live.Add(context.Background(), group)
	f.must(err)
}

var colleagues = []string{"Ana Ferro", "Bo Lindqvist", "Chidi Okafor", "Dana Petrov", "Emil Horvath", "Farah Aziz", "Goran Maric", "Hana Suzuki", "Ivo Brandt", "Jun Castillo"}

func (f *followed) record() domain.Record {
	f.n++
	who, few := rapid.IntRange(0, 9).Draw(f.t, "who"), rapid.IntRange(0, 2).Draw(f.t, "which")
	day := time.Date(2026, 3, 1+rapid.SampledFrom([]int{0, 0, 0, 0, 1}).Draw(f.t, "day"), 9, 0, f.n, 0, time.UTC)
	text := func(field domain.Field, s string, r domain.Role) domain.Value {
		return domain.Value{Field: field, Text: s, Role: r, Assurance: domain.Recorded}
	}
	r := domain.Record{Key: domain.Key{Source: "adp", Tenant: "main", Kind: domain.KindWorker, ID: fmt.Sprint(who)}, OccurredAt: day, ObservedAt: day}
	mail := domain.Ref{Type: domain.RefWorkMail, Value: fmt.Sprintf("w%d@corp.example.com", who)}
	kind := rapid.IntRange(0, 9).Draw(f.t, "kind")
	switch {
	case kind == 0 && f.parcels:
		r.Key.Source, r.Key.Kind, r.Key.ID = "ups", domain.KindDelivery, fmt.Sprint("d", f.n)
		r.Refs = []domain.Ref{{Type: domain.RefRecipient, Value: colleagues[who]}}
		r.Values = []domain.Value{text(domain.FieldName, colleagues[who], "")}
	case kind < 4:
		r.Refs = []domain.Ref{{Type: domain.RefWorker, Value: fmt.Sprintf("adp:main:%d", who)}, mail}
		r.Values = []domain.Value{text(domain.FieldName, colleagues[who], ""),
			text(domain.FieldEmail, fmt.Sprintf("home%d@example.com", who), "")} // so that values set aside for documentation count
	case kind < 7:
		r.Key.Kind, r.Key.ID = domain.KindPay, fmt.Sprint("p", f.n)
		r.Refs = []domain.Ref{{Type: domain.RefWorker, Value: fmt.Sprintf("adp:main:%d", who)}}
		r.Values = []domain.Value{{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &domain.BankAccount{Routing: "991234567", Account: fmt.Sprint("999900000", few)}}}
	default:
		r.Key.Source, r.Key.Kind, r.Key.ID = "okta", domain.KindSignIn, fmt.Sprint("e", f.n)
		r.Refs = []domain.Ref{mail}
		r.Values = []domain.Value{text(domain.FieldDeviceToken, fmt.Sprint("token-", who/2, few), domain.RoleSignIn), text(domain.FieldPublicIP, "203.0.113.7", domain.RoleSignIn)}
	}
	if r.Key.Kind != domain.KindSignIn {
		f.known = append(f.known, r.Key)
	}
	return r
}

func (f *followed) leave() {
	if len(f.known) > 0 {
		k := rapid.SampledFrom(f.known).Draw(f.t, "gone")
		f.must(f.w.Live.Gone(context.Background(), []domain.Key{k}, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)))
	}
}

func (f *followed) erase() {
	var all []string
	for st := range f.w.Live.Answer().All() {
		all = append(all, st.Person.ID)
	}
	if len(all) > 0 {
		f.must(f.w.eraseRecords(context.Background(), rapid.SampledFrom(all).Draw(f.t, "erased")))
	}
}

// check holds the answer and what is kept to judging everybody.
func (f *followed) check() {
	f.t.Helper()
	ctx := context.Background()
	a, err := f.w.Live.Settle(ctx)
	f.must(err)
	if !a.Whole {
		f.parts++
	}
	cfg := f.w.engine()
	cfg.AsOf = a.AsOf
	want, err := f.w.Live.Snapshot().Evaluate(ctx, cfg)
	f.must(err)
	want.SameAs, want.Conflicts, want.Refused = nil, nil, nil // an answer does not tell
	if got, want := f.text(a.View.Result()), f.text(want); got != want {
		f.t.Fatalf("the answer is\n%s\nwant\n%s", got, want)
	}
	changes, err := f.w.keys.SaveResults(ctx, a.At, want)
	f.must(err)
	if len(changes) > 0 {
		f.t.Fatalf("judging everybody changes what is kept: %+v", changes)
	}
	done, err := f.s.Cases.Sync(ctx, f.id, want, f.w.setup.Load().ConfigHash)
	f.must(err)
	if done.Opened+done.Changed+done.Left+len(done.Rings) > 0 {
		f.t.Fatalf("judging everybody changes cases or rings: %+v", done)
	}
	page, err := f.s.Cases.Queue(ctx, f.id, review.Filter{})
	f.must(err)
	f.cases += len(page.Items)
	if testing.Verbose() {
		fmt.Println(a.View.Hits, a.View.RingCount(), a.View.Len(), a.Whole, len(page.Items))
	}
}

func (f *followed) text(res *engine.Result) string {
	if len(res.Links.Ties) == 0 {
		res.Links.Ties = nil
	}
	slices.Sort(res.Errors)
	data, err := wire.Marshal(res)
	f.must(err)
	return string(data)
}
