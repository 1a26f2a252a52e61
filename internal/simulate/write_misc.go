package simulate

import (
	"bufio"
	"fmt"
	"time"
)

// documents writes the résumé files that somebody downloaded.
func (o *output) documents() error {
	for _, r := range o.w.resumes {
		err := o.file("resumes/"+r.file, func(w *bufio.Writer) error {
			data := []byte(nil)
			if r.pdf {
				data = r.pdfFile()
			} else {
				var err error
				if data, err = r.docx(); err != nil {
					return err
				}
			}
			_, err := w.Write(data)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// intel writes lists of the kind a user keeps: a VPN operator's block, which
// misses some exits as such lists do, and addresses of mailbox stores.
func (o *output) intel() error {
	date := o.w.p.AsOf.Format(time.DateOnly)
	err := o.file("intel/intel-vpn.txt", func(w *bufio.Writer) error {
		_, err := fmt.Fprintf(w, "# name: SYNTHETIC list of VPN exits\n# provider: PALEMOON VPN\n# kind: vpn\n# date: %s\n203.0.113.0/25\n", date)
		return err
	})
	if err != nil {
		return err
	}
	return o.file("intel/intel-mailbox-stores.csv", func(w *bufio.Writer) error {
		fmt.Fprintf(w, "# name: SYNTHETIC list of mailbox stores\n# kind: mailbox-store\n# date: %s\n", date)
		fmt.Fprintln(w, "name,street,city,region,postal,country")
		for i, a := range o.w.stores {
			fmt.Fprintf(w, "Synthetic Mailbox Store %d,%s,%s,%s,%s,%s\n", i+1, a.line1, a.city.name, a.city.region, a.postal, a.city.country)
		}
		return nil // the buffer keeps the first error and Flush returns it
	})
}

// referees writes the list for the generic mapper.
func (o *output) referees() error {
	var rows [][]string
	for _, c := range o.w.greens {
		if c.referee != nil {
			rows = append(rows, []string{itoa(c.id), c.referee.name, c.referee.mail, c.referee.phone})
		}
	}
	return o.table("referees.csv", []string{"Candidate ID", "Referee Name", "Referee Email", "Referee Phone"}, rows)
}

// clientInfo writes from which address each application was sent.
func (o *output) clientInfo() error {
	var rows [][]string
	for _, c := range o.w.greens {
		rows = append(rows, []string{itoa(c.id), stamp(c.apps[0].at), c.client.ip})
	}
	return o.table("applicant-client-info.csv", []string{"Candidate ID", "Submitted At", "IP Address"}, rows)
}
