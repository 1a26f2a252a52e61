package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// resume is one résumé file.
type resume struct {
	c        *candidate
	file     string // name, as the tracker lists it
	pdf      bool
	author   string
	producer string
	created  time.Time
	lines    []string

	root   string   // DOCX: rsidRoot
	rsids  []string // DOCX
	id     string   // PDF: permanent half of /ID, 32 hex digits
	update string   // PDF: changing half
	doc    string   // PDF: XMP document id
}

// master is a file that several résumés were made from. A cell's master gives
// its words too; a public template gives only its layout.
type master struct {
	g          *gen
	pdf        bool
	layoutOnly bool
	author     string
	root       string
	rsids      []string
	id, doc    string
	words      []string
}

func (g *gen) newMaster() *master {
	given, family := g.names.pick(g.r)
	m := &master{g: g, pdf: chance(g.r, 0.3), author: given + " " + family, root: g.v.rsid()}
	m.rsids = []string{m.root}
	for range 5 {
		m.rsids = append(m.rsids, g.v.rsid())
	}
	m.id, m.doc = letters(g.r, "0123456789ABCDEF", 32), "uuid:"+uuid(g.r)
	m.words = experience(g.r, g.names)
	return m
}

// write gives the candidate a résumé made from the master.
func (m *master) write(c *candidate) {
	g := m.g
	r := g.newResume(c)
	r.pdf, r.root = m.pdf, m.root
	r.rsids = append(append([]string{}, m.rsids...), g.v.rsid(), g.v.rsid())
	r.id, r.doc = m.id, m.doc
	if !m.layoutOnly {
		r.author, r.lines = m.author, m.words
	}
	c.resume = r
}

// newResume makes an own résumé: own file, own words.
func (g *gen) newResume(c *candidate) *resume {
	r := &resume{
		c: c, pdf: chance(g.r, 0.5), author: c.given + " " + c.family, root: g.v.rsid(),
		id: letters(g.r, "0123456789ABCDEF", 32), update: letters(g.r, "0123456789ABCDEF", 32), doc: "uuid:" + uuid(g.r),
		created: c.apps[0].at.Add(-time.Duration(between(g.r, 1, 2000)) * time.Hour), lines: experience(g.r, g.names),
	}
	r.rsids = []string{r.root}
	for range between(g.r, 2, 6) {
		r.rsids = append(r.rsids, g.v.rsid())
	}
	return r
}

// pickResumes fills up with honest candidates' files and names them all.
func (g *gen) pickResumes() {
	for _, c := range g.greens {
		if c.resume != nil {
			g.resumes = append(g.resumes, c.resume)
		}
	}
	for _, i := range g.r.Perm(len(g.greens)) {
		if len(g.resumes) >= g.p.Resumes {
			break
		}
		if c := g.greens[i]; c.resume == nil {
			c.resume = g.newResume(c)
			g.resumes = append(g.resumes, c.resume)
		}
	}
	for _, r := range g.resumes {
		r.file = r.c.attachment()
		r.producer = "Quillpen Writer 7"
		if r.pdf {
			r.producer = "Quillpen PDF 7"
		}
		r.lines = append(r.heading(), r.lines...)
	}
}

// attachment returns the file name of the candidate's résumé.
func (c *candidate) attachment() string {
	ext := "docx"
	if c.resume != nil && c.resume.pdf || c.resume == nil && c.id%2 == 0 {
		ext = "pdf"
	}
	return fmt.Sprintf("%s_%s_Resume_%d.%s", c.given, c.family, c.id%100_000_000, ext)
}

func (r *resume) heading() []string {
	c := r.c
	return []string{
		c.given + " " + c.family,
		"SYNTHETIC resume of a person who does not exist",
		fmt.Sprintf("%s, %s - %s - %s", c.home.city.name, c.home.city.region, c.mail, c.phone),
		jobTitles[c.title],
	}
}

var (
	resumeVerbs  = strings.Fields("Built Designed Rewrote Maintained Led Automated Measured Migrated Documented Tested Shipped Repaired")
	resumeThings = []string{"an order pipeline", "a search index", "the billing service", "a mobile checkout", "the reporting warehouse",
		"a fleet of build agents", "a message queue", "the design system", "an access review", "a data catalogue", "the support desk",
		"a release process", "an image service", "the ledger export", "a pricing engine", "a storefront", "the alerting rules", "a test bench"}
	resumeEnds = []string{"which cut waiting time by %d percent", "for %d teams in three offices", "handling %d thousand requests a day",
		"with %d colleagues over two quarters", "and lowered its cost by %d percent", "after a review of %d incidents", "used by %d partners",
		"and removed %d manual steps", "with a test suite of %d cases", "in %d weeks"}
	resumeWith = []string{"Go", "Python", "TypeScript", "Java", "Kotlin", "Rust", "SQL", "Terraform", "Kubernetes", "React", "Kafka", "Spark"}
)

// experience invents the body of a résumé.
func experience(r *rand.Rand, names nameBook) []string {
	out := []string{"Summary", fmt.Sprintf("%d years of work with %s and %s.", between(r, 3, 19),
		resumeWith[r.IntN(len(resumeWith))], resumeWith[r.IntN(len(resumeWith))])}
	year := 2025
	for range between(r, 2, 4) {
		_, company := names.pick(r)
		first := year - between(r, 1, 4)
		out = append(out, fmt.Sprintf("%s %s, %d to %d", company, []string{"Works", "Systems", "Labs", "Logistics", "Foods"}[r.IntN(5)], first, year))
		year = first
		for range between(r, 3, 5) {
			end := fmt.Sprintf(resumeEnds[r.IntN(len(resumeEnds))], between(r, 2, 97))
			out = append(out, fmt.Sprintf("%s %s with %s %s.", resumeVerbs[r.IntN(len(resumeVerbs))],
				resumeThings[r.IntN(len(resumeThings))], resumeWith[r.IntN(len(resumeWith))], end))
		}
	}
	return append(out, "Education", fmt.Sprintf("Evening courses at the %s Workshop.", streetRoots[r.IntN(len(streetRoots))]))
}
