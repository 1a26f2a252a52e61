package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/audit"
	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/engine"
	"github.com/daylight-hq/daylight/internal/identifier"
	"github.com/daylight-hq/daylight/internal/notify"
	"github.com/daylight-hq/daylight/internal/review"
)

// maxFound bounds what one search shows: it is for finding one person, never for
// listing many.
const maxFound = 25

// maxLooked bounds the work for somebody who may see few of those whom a short
// beginning of a name fits.
const maxLooked = 20_000

// Purpose says why somebody looks people up outside a case. Auditors read it.
type Purpose struct {
	Purpose string `json:"purpose" enum:"incident,pay,dispute,subject-request,hiring,audit,other"`
	Reason  string `json:"reason" minLength:"10" maxLength:"500" doc:"In your own words; auditors read it"`
}

func (p *Purpose) check() error {
	p.Reason = strings.TrimSpace(p.Reason)
	if strings.ContainsFunc(p.Reason, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
		return invalid("body.reason", "it holds control characters")
	}
	if words := strings.Fields(p.Reason); len(words) < 2 {
		return invalid("body.reason", "say in a few words what you look for somebody for")
	}
	return nil
}

// search adds looking up by what somebody knows, which asks for a purpose.
func (s *Server) search() {
	if s.opt.Audits == nil {
		return
	}
	add(s, op{method: http.MethodPost, path: "/search", id: "search", summary: "Find a person by name, mail or phone, or a case by id; asks for a purpose", action: access.Search,
		describe: "The purpose, by what was searched and how many were found go to the audit log; what was looked for does not."}, s.searchPeople)
	add(s, op{method: http.MethodPost, path: "/identifiers/find", id: "find-identifier", summary: "Who holds a value; asks for a purpose", action: access.Search}, s.findIdentifier)
	add(s, op{method: http.MethodGet, path: "/searches", id: "list-searches", summary: "Who looked people up outside a case, and why, newest first", action: access.ReadAudit}, s.listSearches)
}

type searchIn struct {
	In
	Body struct {
		Purpose
		By   string `json:"by" enum:"name,mail,phone,case"`
		What string `json:"what" minLength:"2" maxLength:"200"`
	}
}

type searchOut struct {
	Body struct {
		ID     string    `json:"id" doc:"Names the search in the audit log"`
		AsOf   time.Time `json:"as_of"`
		More   bool      `json:"more" doc:"There may be more: say more of the name"`
		People []Subject `json:"people"`
		Cases  []Case    `json:"cases" doc:"Of these people, or the one that was asked for"`
	}
}

func (s *Server) searchPeople(ctx context.Context, w *Workspace, in *searchIn) (*searchOut, error) {
	if err := s.maySearch(ctx, &in.Body.Purpose); err != nil {
		return nil, err
	}
	l, out := s.look(ctx, w), &searchOut{}
	out.Body.AsOf, out.Body.People, out.Body.Cases = l.AsOf.UTC(), []Subject{}, []Case{}
	filter := review.Filter{ID: in.Body.What}
	var found []*domain.Person
	var err error
	switch in.Body.By {
	case "name":
		found, out.Body.More, err = l.byName(in.Body.What)
	case "mail":
		found, err = l.byValue(domain.FieldEmail, in.Body.What)
	case "phone":
		found, err = l.byValue(domain.FieldPhone, in.Body.What)
	case "case":
		err = s.addCases(ctx, l, filter, &out.Body.Cases)
	}
	if err != nil {
		return nil, err
	}
	for _, p := range found {
		one := l.subject(p)
		if err := s.cleared(ctx, w, p, &one); err != nil {
			return nil, err
		}
		out.Body.People = append(out.Body.People, one)
		if err := s.addCases(ctx, l, review.Filter{Person: p.ID}, &out.Body.Cases); err != nil {
			return nil, err
		}
	}
	n := len(out.Body.People)
	if in.Body.By == "case" {
		n = len(out.Body.Cases)
	}
	out.Body.ID, err = s.searched(ctx, w, in.Body.Purpose, in.Body.By, n)
	return out, err
}

// maySearch holds a search to its purpose and to its rate.
func (s *Server) maySearch(ctx context.Context, p *Purpose) error {
	if err := p.check(); err != nil {
		return err
	}
	if wait, ok := s.bySearch.allow(callerOf(ctx).ID); !ok {
		limited := NewProblem(CodeRateLimited, "Searching outside a case is slow on purpose.")
		limited.retryAfter = wait
		return limited
	}
	return nil
}

// searched keeps who searched and why, before anything is shown.
func (s *Server) searched(ctx context.Context, w *Workspace, p Purpose, by string, found int) (id string, err error) {
	who, at := actorFor(ctx, access.Search), s.opt.Clock()
	x := audit.Search{ID: notify.NewID("q"), At: at, Actor: who.ID, By: by, Purpose: p.Purpose, Reason: p.Reason, Found: found}
	return x.ID, s.opt.Audits.SaveSearch(ctx, w.ID, x, audit.Entry{Workspace: w.ID, At: at, Actor: who,
		Action: "search", Object: audit.Object{Type: "search", ID: x.ID}, Why: "reason:" + x.ID,
		Details: map[string]string{"purpose": p.Purpose, "by": by, "found": strconv.Itoa(found), "request": requestID(ctx)}})
}

func (l *look) byName(text string) (found []*domain.Person, more bool, err error) {
	if len(identifier.NameWords(text)) == 0 {
		return nil, false, invalid("body.what", "a name has letters")
	}
	looked := 0
	for st := range l.Named(text) {
		p := st.Person
		if looked++; !mayMeet(l.caller, p) && looked < maxLooked {
			continue
		}
		if len(found) == maxFound || looked == maxLooked {
			return l.urgentFirst(found), true, nil
		}
		found = append(found, p)
	}
	return l.urgentFirst(found), false, nil
}

func (l *look) urgentFirst(list []*domain.Person) []*domain.Person {
	slices.SortStableFunc(list, func(a, b *domain.Person) int {
		return engine.Place.Compare(l.Of(a.ID).Place(), l.Of(b.ID).Place())
	})
	return list
}

// byValue finds who holds a mail address or a phone number, exactly.
func (l *look) byValue(f domain.Field, text string) (found []*domain.Person, err error) {
	id, err := l.identify(domain.Value{Field: f, Text: text})
	if err != nil {
		return nil, err
	}
	holders, err := l.holders(id)
	if err != nil {
		return nil, err
	}
	for _, holder := range holders {
		if p, err := l.person(l.caller, holder); err == nil && len(found) < maxFound {
			found = append(found, p)
		}
	}
	return l.urgentFirst(found), nil
}

func (l *look) identify(v domain.Value) (domain.Identifier, error) {
	id, refusal := l.workspace.Prepare().Identify(v)
	if refusal != "" {
		return id, invalid("body.what", "this cannot be looked for ("+string(refusal)+")")
	}
	return id, nil
}

// holders lists who holds a value.
func (l *look) holders(id domain.Identifier) ([]string, error) {
	list, ok := l.workspace.Live.Holders(id)
	if !ok {
		return nil, errJudging
	}
	return slices.DeleteFunc(list, func(who string) bool { return l.Of(who) == nil }), nil
}

// addCases adds what the caller may see of cases in any state.
func (s *Server) addCases(ctx context.Context, l *look, f review.Filter, to *[]Case) error {
	if s.opt.Cases == nil || !l.caller.Can(access.ReadCases) {
		return nil
	}
	f.States, f.Clients, f.Limit = review.States(), clientsOf(l.caller), maxFound
	page, err := s.opt.Cases.Queue(ctx, l.workspace.ID, f)
	if err != nil {
		return err
	}
	for _, i := range page.Items {
		line := caseLine(i)
		line.Names = l.names(i.Person, i.Ring)
		*to = append(*to, line)
	}
	return nil
}

type findIn struct {
	In
	Body struct {
		Purpose
		Type string `json:"type" enum:"email,phone,profile-url,wallet,device-serial,device-mac,device-id,public-ip,gateway-mac,bssid,bank-account" doc:"A bank account as its IBAN, or as routing number, space, account number"`
		What string `json:"what" minLength:"2" maxLength:"200"`
	}
}

type findOut struct {
	Body struct {
		ID string `json:"id" doc:"Names the search in the audit log"`
		Identifier
	}
}

// findable are the types that somebody can type, with the field that carries them.
func findable() map[domain.IdentifierType]domain.Field {
	return map[domain.IdentifierType]domain.Field{
		domain.Email: domain.FieldEmail, domain.Phone: domain.FieldPhone, domain.Profile: domain.FieldProfileURL, domain.Wallet: domain.FieldWallet,
		domain.Serial: domain.FieldDeviceSerial, domain.DeviceMAC: domain.FieldDeviceMAC, domain.DeviceID: domain.FieldDeviceID,
		domain.PublicIP: domain.FieldPublicIP, domain.GatewayMAC: domain.FieldGatewayMAC, domain.BSSID: domain.FieldBSSID, domain.Bank: domain.FieldBankAccount,
	}
}

// account reads what somebody typed as a bank account.
func account(text string) *domain.BankAccount {
	if routing, number, ok := strings.Cut(strings.TrimSpace(text), " "); ok && !strings.ContainsFunc(routing, func(r rune) bool { return r < '0' || r > '9' }) {
		return &domain.BankAccount{Routing: routing, Account: strings.ReplaceAll(number, " ", "")}
	}
	return &domain.BankAccount{IBAN: text}
}

func (s *Server) findIdentifier(ctx context.Context, w *Workspace, in *findIn) (*findOut, error) {
	if err := s.maySearch(ctx, &in.Body.Purpose); err != nil {
		return nil, err
	}
	l, kind := s.look(ctx, w), domain.IdentifierType(in.Body.Type)
	if !l.sees(classOf(kind.Family())) {
		return nil, access.ErrForbidden
	}
	v := domain.Value{Field: findable()[kind], Text: in.Body.What}
	if kind == domain.Bank {
		v.Text, v.Bank = "", account(in.Body.What)
	}
	id, err := l.identify(v)
	if err != nil {
		return nil, err
	}
	holders, err := l.holders(id)
	if err != nil {
		return nil, err
	}
	out := &findOut{}
	out.Body.Identifier = l.heldBy(id, holders)
	out.Body.ID, err = s.searched(ctx, w, in.Body.Purpose, "value", len(out.Body.Subjects))
	return out, err
}

// heldBy tells who of some people hold a value, as far as the caller may see them.
func (l *look) heldBy(id domain.Identifier, holders []string) Identifier {
	out := Identifier{Value: l.value(id), Subjects: []string{}}
	for _, h := range holders {
		if _, err := l.person(l.caller, h); err == nil && len(out.Subjects) < maxFound {
			out.Subjects = append(out.Subjects, h)
		}
		for _, hub := range l.Of(h).Hubs {
			if hub.Identifier.Type == id.Type && hub.Identifier.Key == id.Key {
				out.Hub = &Hub{hub.Persons, string(hub.Kind), hub.Why}
			}
		}
	}
	out.People = l.named(out.Subjects)
	return out
}

// SearchLine is one search outside a case.
type SearchLine struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor" doc:"Id of a person or token"`
	By      string    `json:"by" enum:"name,mail,phone,case,value"`
	Purpose string    `json:"purpose"`
	Reason  string    `json:"reason"`
	Found   int       `json:"found"`
}

type searchesIn struct {
	In
	PageInput
}

type searchesOut struct {
	Body struct {
		Next
		Searches []SearchLine `json:"searches"`
	}
}

func (s *Server) listSearches(ctx context.Context, w *Workspace, in *searchesIn) (*searchesOut, error) {
	var before audit.SearchBefore
	if err := decodeCursor(in.After, &before); err != nil {
		return nil, err
	}
	list, err := s.opt.Audits.Searches(ctx, w.ID, before, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := &searchesOut{}
	out.Body.Searches = []SearchLine{}
	for _, x := range list[:min(len(list), in.Limit)] {
		out.Body.Searches = append(out.Body.Searches, SearchLine{x.ID, x.At, x.Actor, x.By, x.Purpose, x.Reason, x.Found})
	}
	if len(list) > in.Limit {
		last := list[in.Limit-1]
		if out.Body.Next.Next, err = encodeCursor(audit.SearchBefore{At: last.At, ID: last.ID}); err != nil {
			return nil, err
		}
	}
	return out, s.read(ctx, w, access.ReadAudit, "search.list", audit.Object{Type: "search"})
}
