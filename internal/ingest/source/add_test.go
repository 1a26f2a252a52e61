package source_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
)

func TestPlaceOf(t *testing.T) {
	for written, want := range map[string]string{
		"":                       "<nil>",
		"Remote":                 "<nil>",
		"Berlin":                 "Berlin||",
		"Austin, TX":             "Austin|TX|",
		"Lisbon, Portugal":       "Lisbon||Portugal",
		"London, UK":             "London||UK",
		"Denver, Colorado, US":   "Denver|Colorado|US",
		"Remote, Oslo, , Norway": "Oslo||Norway",
	} {
		got := "<nil>"
		if p := source.PlaceOf(written); p != nil {
			got = p.City + "|" + p.Region + "|" + p.Country
		}
		if got != want {
			t.Errorf("%q is read as %s, want %s", written, got, want)
		}
	}
}

// What says nothing is not added; a home without a street is a place.
func TestHomes(t *testing.T) {
	for _, c := range []struct {
		add  func(*domain.Record)
		want string
	}{
		{func(r *domain.Record) { source.AddHome(r, domain.Address{}) }, ""},
		{func(r *domain.Record) { source.AddHome(r, domain.Address{Country: "US"}) }, ""},
		{func(r *domain.Record) {
			source.AddHome(r, domain.Address{Lines: []string{" "}, City: " Reno ", Region: "NV"})
		}, "place Reno NV"},
		{func(r *domain.Record) {
			source.AddHome(r, domain.Address{Lines: []string{" 4 Pine St ", ""}, City: "Reno"})
		}, `address ["4 Pine St"] Reno`},
		{func(r *domain.Record) { source.AddWrittenHome(r, "Reno, NV") }, "place Reno NV"},
		{func(r *domain.Record) { source.AddWrittenHome(r, "remote") }, ""},
		{func(r *domain.Record) { source.AddWrittenHome(r, "4 Pine St\r\nReno, NV 89501") }, `address ["4 Pine St" "Reno, NV 89501"] `},
	} {
		var r domain.Record
		c.add(&r)
		got := ""
		for _, v := range r.Values {
			if v.Role != domain.RoleHome || v.Assurance != domain.Declared {
				t.Errorf("%+v is no declared home", v)
			}
			if v.Place != nil {
				got += "place " + v.Place.City + " " + v.Place.Region
			} else {
				got += fmt.Sprintf("address %q %s", v.Address.Lines, v.Address.City)
			}
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestMoney(t *testing.T) {
	var r domain.Record
	source.AddBank(&r, domain.BankAccount{Routing: "021000021"})
	source.AddAmount(&r, 0, "USD")
	if len(r.Values) != 0 {
		t.Errorf("nothing became %+v", r.Values)
	}
	source.AddBank(&r, domain.BankAccount{Account: " 12 ", Routing: "021000021 "})
	source.AddAmount(&r, 12.5, " EUR")
	if len(r.Values) != 2 || *r.Values[0].Bank != (domain.BankAccount{Account: "12", Routing: "021000021"}) || r.Values[1].Number != 12.5 || r.Values[1].Text != "EUR" {
		t.Errorf("got %+v", r.Values)
	}
}

func TestPastJob(t *testing.T) {
	var out source.Out
	at := time.Date(2019, 3, 1, 0, 0, 0, 0, time.UTC)
	out.AddPastJob(source.Item{}, source.PastJob{Title: "Lead", From: at})
	if len(out.Records) != 0 {
		t.Fatalf("a job without an employer became %+v", out.Records)
	}
	out.AddPastJob(source.Item{}, source.PastJob{Candidate: "a:b:c", Employer: "Northwind", Engagement: "full-time", Domain: "northwind.example", From: at})
	r := out.Records[0]
	if len(r.Refs) != 1 || r.Refs[0].Type != domain.RefCandidate || !r.OccurredAt.IsZero() {
		t.Errorf("got %+v", r)
	}
	var fields []domain.Field
	for _, v := range r.Values {
		fields = append(fields, v.Field)
		if v.Assurance != domain.Declared {
			t.Errorf("%s is not declared", v.Field)
		}
	}
	if got := fmt.Sprint(fields); got != "[employer engagement domain started_at]" {
		t.Errorf("it says %s", got)
	}
}
