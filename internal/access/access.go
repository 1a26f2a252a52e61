// Package access holds who may do what: people and their roles, sessions,
// tokens, and the ways to sign in. It speaks no HTTP and no SQL.
package access

import (
	"errors"
	"slices"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Role is what somebody is in a workspace. A person can have several.
type Role string

// Roles.
const (
	Recruiter Role = "recruiter" // sees "needs a check" and what to ask, no security detail
	HR        Role = "hr"
	Security  Role = "security"
	Payroll   Role = "payroll"
	Counsel   Role = "counsel"
	Auditor   Role = "auditor" // reads everything, changes nothing
	Admin     Role = "admin"   // people and settings; no case data by default
)

// Roles lists every role, in the order in which they are shown.
func Roles() []Role { return []Role{Recruiter, HR, Security, Payroll, Counsel, Auditor, Admin} }

// CaseRole reports whether a role sees cases, so that giving it needs a second
// admin or an identity provider.
func (r Role) CaseRole() bool { return r != Admin && slices.Contains(Roles(), r) }

// Action is one thing that a route does.
type Action string

// Actions. A route names exactly one.
const (
	ReadChecks    Action = "checks.read"    // who needs a check, and what to ask
	ReadCases     Action = "cases.read"     // cases with their evidence
	ReadHours     Action = "hours.read"     // hours of a week, in an open case
	ReadSubjects  Action = "subjects.read"  // people, findings, links, rings, hubs
	Search        Action = "search"         // by name, mail or phone; a purpose is asked for
	ReadRules     Action = "rules.read"     //
	ReadSources   Action = "sources.read"   // imports, quarantine, mappings
	ReadOverview  Action = "overview.read"  // figures without names
	ReadAudit     Action = "audit.read"     //
	ReadPeople    Action = "people.read"    //
	ReadSettings  Action = "settings.read"  //
	Ingest        Action = "records.write"  // records and files
	ManageSources Action = "sources.write"  // quarantine, mappings
	WorkCases     Action = "cases.write"    // assign, notes, tags, snooze, attachments
	ClearCases    Action = "cases.clear"    //
	Propose       Action = "cases.propose"  // an adverse decision
	Approve       Action = "cases.approve"  // as the second person
	Contain       Action = "cases.contain"  // ask for or approve a containment
	HoldNotice    Action = "cases.delay"    // delay a notice; legal hold
	Suppress      Action = "rules.suppress" // a rule for a subject
	ManageRules   Action = "rules.write"    //
	Disputes      Action = "disputes.write" //
	ExportData    Action = "subjects.export"
	EraseData     Action = "subjects.erase"
	ManagePeople  Action = "people.write"
	ManageTokens  Action = "tokens.write"
	ManageHooks   Action = "webhooks.write"
	ManageConfig  Action = "settings.write"
	ManagePolicy  Action = "policy.write" // waiting periods, retention, notices
	UseViews      Action = "views"        // saved filters of pages
	OwnAccount    Action = "account"      // one's own sessions, password and factors
)

// Actions lists every action, sorted.
func Actions() []Action {
	out := make([]Action, 0, len(allowed))
	for a := range allowed {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}

// allowed is the whole of authorisation: who may do what. testdata/allowed.txt
// shows it as a table.
var allowed = map[Action][]Role{
	ReadChecks:    {Recruiter, HR, Security, Payroll, Counsel, Auditor},
	ReadCases:     {HR, Security, Payroll, Counsel, Auditor},
	ReadHours:     {Security},
	ReadSubjects:  {HR, Security, Payroll, Counsel, Auditor},
	Search:        {HR, Security, Payroll, Counsel, Auditor},
	ReadRules:     {Recruiter, HR, Security, Payroll, Counsel, Auditor, Admin},
	ReadSources:   {Security, Auditor, Admin},
	ReadOverview:  {HR, Security, Payroll, Counsel, Auditor, Admin},
	ReadAudit:     {Counsel, Auditor, Admin},
	ReadPeople:    {Auditor, Admin},
	ReadSettings:  {Security, Counsel, Auditor, Admin},
	Ingest:        {Security, Admin},
	ManageSources: {Security, Admin},
	WorkCases:     {HR, Security, Payroll, Counsel},
	ClearCases:    {HR, Security, Payroll, Counsel},
	Propose:       {HR, Security, Payroll, Counsel},
	Approve:       {HR, Security, Payroll, Counsel},
	Contain:       {Security, Payroll, Counsel},
	HoldNotice:    {Counsel},
	Suppress:      {HR, Security, Counsel},
	ManageRules:   {Security, Counsel},
	Disputes:      {HR, Counsel},
	ExportData:    {HR, Counsel},
	EraseData:     {Counsel},
	ManagePeople:  {Admin},
	ManageTokens:  {Admin},
	ManageHooks:   {Admin},
	ManageConfig:  {Admin},
	ManagePolicy:  {Counsel},
	UseViews:      Roles(),
	OwnAccount:    Roles(),
}

// Class is a kind of field that not everybody who sees a case may see.
type Class string

// Classes.
const (
	Detail  Class = "detail"   // evidence and whom somebody is linked to
	Bank    Class = "bank"     // account values, masked or not
	SignIns Class = "sign-ins" // places, networks and devices of sign-ins
)

var visible = map[Class][]Role{
	Detail:  {HR, Security, Payroll, Counsel, Auditor},
	Bank:    {Payroll, Counsel},
	SignIns: {Security},
}

// Kind says what an actor is.
type Kind string

// Kinds of actors.
const (
	Person Kind = "person"
	Token  Kind = "token"
)

// Grant is a role and since when somebody has had it.
type Grant struct {
	Role  Role
	Since time.Time
}

// Actor is who asks, once it is known.
type Actor struct {
	Workspace domain.WorkspaceID
	ID        string // stable id of the user or token; never a name
	Kind      Kind
	Grants    []Grant
	Scopes    []Action // of a token: all that it may do
	Clients   []string // end clients it is confined to; none for no bounds
	Session   string   // id of the session, for a person
	Factor    bool     // the session proved a second factor
	SignedIn  time.Time
}

// Can reports whether the actor may do something.
func (a *Actor) Can(do Action) bool {
	if a.Kind == Token {
		return slices.Contains(a.Scopes, do)
	}
	if do == OwnAccount {
		return true // also before a second factor is enrolled
	}
	return a.holds(allowed[do])
}

// Sees reports whether the actor may see a class of fields. Tokens see what
// their scopes' people see, never bank values or sign-ins.
func (a *Actor) Sees(c Class) bool {
	if a.Kind == Token {
		return c == Detail && a.Can(ReadSubjects)
	}
	return a.holds(visible[c])
}

func (a *Actor) holds(roles []Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// As returns the role by which the actor may do something, the one held
// longest, for the record of who did it.
func (a *Actor) As(do Action) (Grant, bool) {
	var best Grant
	for _, g := range a.Grants {
		if slices.Contains(allowed[do], g.Role) && (best.Role == "" || g.Since.Before(best.Since)) {
			best = g
		}
	}
	return best, best.Role != ""
}

// Errors. Those of signing in tell nothing about which part was wrong.
var (
	ErrNotFound  = errors.New("not found")
	ErrLogin     = errors.New("name, password or code is wrong")
	ErrForbidden = errors.New("not allowed")
	ErrExists    = errors.New("exists already")
	ErrWeak      = errors.New("password is too short or too common")
	ErrNeedTwo   = errors.New("a second admin must agree")
	ErrTooNew    = errors.New("whoever agrees must have been an admin for a day")
	// ErrNotFresh says that the session was opened too long ago, [Fresh], for
	// what would outlive it.
	ErrNotFresh = errors.New("sign in again first, for this needs a sign-in of the last quarter of an hour")
	// ErrNoFactor says that there is nothing yet that recovery codes stand in for.
	ErrNoFactor = errors.New("enrol a passkey or an authenticator first")
)
