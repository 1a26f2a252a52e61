package passkey

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Life is how long a browser has to answer.
const Life = 5 * time.Minute

// maxOpen bounds the memory that strangers can take by starting sign-ins, to
// about 4 MB; the oldest gives way. Who floods is slowed down before they get
// here.
const maxOpen = 10_000

// ceremony is one that was begun. A sign-in names no user.
type ceremony struct {
	ws      domain.WorkspaceID
	user    string
	session webauthn.SessionData
	until   time.Time
}

type ceremonies struct {
	clock func() time.Time

	mu    sync.Mutex
	known map[string]ceremony
	order []string // oldest first; may hold ids that were finished
}

func newCeremonies(clock func() time.Time) *ceremonies {
	return &ceremonies{clock: clock, known: map[string]ceremony{}}
}

func (c *ceremonies) begin(x ceremony) (id string) {
	now := c.clock()
	x.until, id = now.Add(Life), rand.Text()
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.order) > 0 {
		oldest, ok := c.known[c.order[0]]
		if ok && len(c.order) < maxOpen && now.Before(oldest.until) {
			break
		}
		delete(c.known, c.order[0])
		c.order = c.order[1:]
	}
	c.known[id], c.order = x, append(c.order, id)
	return id
}

// finish returns a ceremony once: the second answer to a challenge is a replay.
func (c *ceremonies) finish(id string) (ceremony, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.known[id]
	delete(c.known, id)
	return x, ok && c.clock().Before(x.until)
}
