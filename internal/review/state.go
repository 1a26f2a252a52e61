package review

// State is where a case stands.
type State string

// States, in the order in which a case can pass them.
const (
	Open      State = "open"
	Looking   State = "looking"
	Cleared   State = "cleared"
	Interview State = "needs-interview-check"
	Escalated State = "escalated"
	Proposed  State = "proposed-adverse"
	Approved  State = "second-person"
	Notified  State = "notice-sent"
	Waiting   State = "waiting-period"
	Final     State = "final"
	Appealed  State = "appeal"
)

// States lists every state in order.
func States() []State {
	return []State{Open, Looking, Cleared, Interview, Escalated, Proposed, Approved, Notified, Waiting, Final, Appealed}
}

// Closed reports whether nobody has anything left to do on the case itself.
func (s State) Closed() bool { return s == Cleared || s == Final }

// Adverse reports whether a decision against the person is under way or made.
func (s State) Adverse() bool {
	switch s {
	case Proposed, Approved, Notified, Waiting, Final, Appealed:
		return true
	}
	return false
}

// Action is one thing that is done to a case. Those in [Transitions] change
// its state; the others are work on it.
type Action string

// Actions that change the state.
const (
	Take           Action = "take"
	Clear          Action = "clear"
	AskInterview   Action = "ask-interview"
	Escalate       Action = "escalate"
	Resume         Action = "resume"
	Propose        Action = "propose"
	Approve        Action = "approve"
	SendBack       Action = "send-back"
	SendNotice     Action = "send-notice"
	RecordReceipt  Action = "record-receipt"
	Finalise       Action = "finalise"
	Withdraw       Action = "withdraw"
	Appeal         Action = "appeal"
	Uphold         Action = "uphold"
	Overturn       Action = "overturn"
	Reopen         Action = "reopen"
	Opened         Action = "opened"
	EvidenceChange Action = "evidence-changed"
)

// Transition is one allowed change of state. Its guards say what is missing.
type Transition struct {
	From   State
	Action Action
	To     State
	guards []guard
}

// transitions is the whole workflow. A change that does not stand here cannot
// be made, and no guard can be passed over: [Case.Move] is the only function
// that writes a case's state after it was opened.
var transitions = []Transition{
	{Open, Take, Looking, []guard{byPerson}},
	{Looking, Clear, Cleared, clearing},
	{Looking, AskInterview, Interview, asking},
	{Looking, Escalate, Escalated, []guard{byPerson, reasonGiven}},
	{Interview, Resume, Looking, []guard{byPerson, reasonGiven}},
	{Interview, Clear, Cleared, clearing},
	{Interview, Escalate, Escalated, []guard{byPerson, reasonGiven}},
	{Escalated, Resume, Looking, []guard{byPerson, reasonGiven}},
	{Escalated, Clear, Cleared, clearing},
	{Escalated, AskInterview, Interview, asking},
	{Cleared, Reopen, Open, []guard{byPerson, reasonGiven}},

	{Interview, Propose, Proposed, proposing},
	{Escalated, Propose, Proposed, proposing},
	{Proposed, Approve, Approved, []guard{byPerson, decides, otherThanAuthor, roleHeld, evidenceOpened, ownWords, ownThought, evidenceHolds}},
	{Proposed, SendBack, Looking, []guard{byPerson, reasonGiven}},
	{Approved, SendNotice, Notified, []guard{byPerson, decides, evidenceHolds, noticeWritten, notDelayed}},
	{Notified, RecordReceipt, Waiting, []guard{byPerson, receiptDated}},
	{Waiting, Finalise, Final, []guard{byPerson, decides, twoPersons, evidenceHolds, waited, answered}},
	{Proposed, Withdraw, Looking, []guard{byPerson, reasonGiven}},
	{Approved, Withdraw, Looking, []guard{byPerson, reasonGiven}},
	{Notified, Withdraw, Looking, []guard{byPerson, reasonGiven}},
	{Waiting, Withdraw, Looking, []guard{byPerson, reasonGiven}},

	{Final, Appeal, Appealed, []guard{byPerson, reasonGiven}},
	{Appealed, Uphold, Final, []guard{byPerson, decides, outsider, roleHeld, evidenceOpened, evidenceHolds, ownWords}},
	{Appealed, Overturn, Cleared, []guard{byPerson, decides, outsider, roleHeld, reasonGiven}},
}

var (
	clearing  = []guard{byPerson, reasonGiven, outcomeClears, misuseNamed}
	asking    = []guard{byPerson, reasonGiven, stepOnLadder}
	proposing = []guard{byPerson, decides, onePerson, jurisdictionSet, somethingCounts, followUpsAnswered, evidenceOpened, ownWords, outcomeAdverse, misuseNamed}
)

// Transitions returns the workflow as data, for documents and the console.
func Transitions() []Transition { return append([]Transition(nil), transitions...) }

// Option is one action that a state allows and what it still lacks, in plain
// words; nothing missing means that it can be done now.
type Option struct {
	Action  Action
	To      State
	Missing []string
}

// Options lists what can be done to a case in its state, with what is missing
// for the move as far as it is filled in.
func (c *Case) Options(p *Policy, m Move) []Option {
	var out []Option
	for _, t := range transitions {
		if t.From == c.State {
			m.Action = t.Action
			out = append(out, Option{t.Action, t.To, t.missing(c, p, m)})
		}
	}
	return out
}

func (t Transition) missing(c *Case, p *Policy, m Move) []string {
	var out []string
	for _, g := range t.guards {
		if lack := g(c, p, m); lack != "" {
			out = append(out, lack)
		}
	}
	return out
}
