package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/access"
	"github.com/daylight-hq/daylight/internal/store/sqlstore"
	"github.com/daylight-hq/daylight/internal/store/storetest"
)

// TestPasswordCost pins what a desk that is made as the product makes it takes
// for a password, and has a hash of another cost made anew when its owner signs
// in.
func TestPasswordCost(t *testing.T) {
	db := storetest.SQLite(t).Open(t)
	storetest.Workspace(t, db, ws)
	users := sqlstore.NewAccess(db)
	d := access.NewAtCost(users, time.Now, cheap)
	token, err := d.Setup(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	ada, err := d.RedeemSetup(t.Context(), ws, token, access.Draft{Login: "ada@corp.example.com", Name: "Ada"}, password)
	if err != nil {
		t.Fatal(err)
	}
	hash := func() string {
		u, err := users.User(t.Context(), ws, ada.ID)
		if err != nil {
			t.Fatal(err)
		}
		return u.Password
	}
	if !strings.HasPrefix(hash(), "$argon2id$v=19$m=8,t=1,p=1$") {
		t.Errorf("the hash is %.40s", hash())
	}
	if _, _, err := access.New(users, time.Now).SignIn(t.Context(), ws, access.Attempt{Login: ada.Login, Password: password, Address: "192.0.2.1"}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash(), "$argon2id$v=19$m=65536,t=3,p=2$") {
		t.Errorf("signing in left the hash %.40s", hash())
	}
}
