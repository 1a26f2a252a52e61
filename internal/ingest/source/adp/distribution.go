package adp

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/wire"
)

// distribution says where the pay of one position goes. ADP names no holder
// of the account.
type distribution struct {
	ID           wire.Text     `json:"itemID"`
	Start        wire.Text     `json:"requestedStartDate"`
	Status       code          `json:"distributionStatusCode"`
	Group        code          `json:"payrollGroupCode"`
	FileNumber   wire.Text     `json:"payrollFileNumber"`
	Instructions []instruction `json:"distributionInstructions"`
}

type instruction struct {
	Status  code `json:"instructionStatusCode"`
	Account struct {
		Party struct {
			Routing struct {
				Value wire.Text `json:"idValue"`
			} `json:"routingTransitID"`
			Institution struct { // Canada; a request puts the number into a code
				Value  wire.Text `json:"idValue"`
				Scheme code      `json:"schemeCode"`
			} `json:"financialPartyID"`
			Branch code `json:"branchNameCode"`
		} `json:"financialParty"`
		Financial struct {
			Number wire.Text `json:"accountNumber"`
			IBAN   wire.Text `json:"IBAN"`
		} `json:"financialAccount"`
	} `json:"depositAccount"`
	Amount struct {
		Value    float64   `json:"amountValue"`
		Currency wire.Text `json:"currencyCode"`
	} `json:"distributionAmount"`
}

// bank gives the account. A Canadian one is routed by institution and transit.
func (i *instruction) bank() (domain.BankAccount, bool) {
	b := domain.BankAccount{Routing: trim(i.Account.Party.Routing.Value), Account: trim(i.Account.Financial.Number), IBAN: trim(i.Account.Financial.IBAN)}
	institution := trim(i.Account.Party.Institution.Value)
	if institution == "" {
		institution = trim(i.Account.Party.Institution.Scheme.Value)
	}
	if branch := trim(i.Account.Party.Branch.Value); b.Routing == "" && institution != "" && branch != "" {
		b.Routing, b.Country = institution+branch, "CA"
	}
	return b, b.Account != "" || b.IBAN != ""
}

// mapDistribution maps an item of GET /payroll/v2/workers/{aoid}/pay-distributions,
// whose body names the position and not the worker.
func mapDistribution(it source.Item, out *source.Out) error {
	var d struct {
		distribution
		Worker struct { // some clients write whose it is beside it
			OID wire.Text `json:"associateOID"`
		} `json:"worker"`
		OID wire.Text `json:"associateOID"`
	}
	unknown, err := wire.UnmarshalCount(it.JSON, &d)
	if err != nil {
		return fmt.Errorf("decode pay distribution: %w", err)
	}
	out.Unknown += unknown
	oid := trim(d.OID)
	if oid == "" {
		oid = trim(d.Worker.OID)
	}
	at, err := date(d.Start, "requested start date")
	if err != nil {
		return err
	}
	return d.add(it, out, oid, at)
}

// position is the id that ADP gives a worker's position: the company code and
// the file number, which is filled up to six digits.
func (d *distribution) position() string {
	group, file := trim(d.Group.Value), trim(d.FileNumber)
	if group == "" || file == "" {
		return ""
	}
	return group + strings.Repeat("0", max(6-len(file), 0)) + file
}

// add gives one record for the whole distribution: pay split over two accounts
// is no change of account.
func (d *distribution) add(it source.Item, out *source.Out, oid string, at time.Time) error {
	r := domain.Record{OccurredAt: at, ObservedAt: it.ObservedAt, Origin: it.Origin}
	source.AddRef(&r, domain.RefWorker, workerRef(it.Tenant, wire.Text(oid)))
	source.AddRef(&r, domain.RefEmployee, d.position())
	for i := range d.Instructions {
		if b, ok := d.Instructions[i].bank(); ok {
			r.Values = append(r.Values, domain.Value{Field: domain.FieldBankAccount, Role: domain.RolePayee, Assurance: domain.Recorded, Bank: &b})
		}
	}
	if len(r.Values) == 0 {
		return domain.ErrUnused // deleted, or all by cheque
	}
	if len(r.Refs) == 0 || trim(d.ID) == "" {
		return errors.New("pay distribution names no worker or has no id")
	}
	source.AddTime(&r, domain.FieldEffectiveAt, at)
	status := d.Status
	if only := d.Instructions[0]; len(d.Instructions) == 1 {
		if only.Status.Value != "" {
			status = only.Status
		}
		if only.Amount.Value != 0 {
			r.Values = append(r.Values, domain.Value{Field: domain.FieldAmount, Number: only.Amount.Value, Text: trim(only.Amount.Currency), Assurance: domain.Recorded})
		}
	}
	source.AddText(&r, domain.FieldStatus, status.status(), "", domain.Recorded)
	r.Key = domain.Key{Source: name, Tenant: it.Tenant, Kind: domain.KindPayAccount, ID: d.key(oid, at)}
	out.Records = append(out.Records, r)
	return nil
}

// key names a distribution from a day on: a later account does not take the
// place of an earlier one.
func (d *distribution) key(oid string, at time.Time) string {
	id := trim(d.ID)
	if oid != "" {
		id = oid + "/" + id
	}
	if !at.IsZero() {
		id += "@" + at.Format(time.DateOnly)
	}
	return id
}
