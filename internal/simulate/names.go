package simulate

import (
	"math/rand/v2"
	"strings"
)

// Names are invented: every one is a head and a tail from one of several
// syllable sets, so that they can be said aloud and tell nothing of anybody's
// origin. Equal full names of unrelated people are rare and do occur.
var givenSets = []syllables{
	{"Bran Tel Mir Dov Kas Lun Per Sor Tav Vel Wen Zar", "ado eka ilo ora una eth is om ell ira"},
	{"Ara Ebo Iru Oka Ula Emi Asa Ino Omu Udi", "bel den fin gan kor lim mar nes rin sul tov"},
	{"Chal Fren Gloth Hask Jorv Krem Plen Quil Strav Thern", "a ey in o us ette an ir"},
	{"Ny Po Ru Sa Ti Vo Xi Ye", "lanko mirel nadri pavo quen rasti solde tumri veska zimbo"},
}

var familySets = []syllables{
	{"Alder Brack Cald Dorn Esk Farl Gant Holb Ister Jask Kell Lorn", "by croft dale fen gate holt mere nook rigg shaw stow wick"},
	{"Ama Beko Chidu Dara Ekwi Fanu Gora Hima Ikoro Jelu", "dani fero goli kanu lembe mosi nara pelo runde tashi voro zamo"},
	{"Bresk Chorn Drav Feld Grish Hvar Klem Morv Pretz Skorv", "ak ec enko in ov ula yan ez iq"},
	{"Ton Shi Ray Que Pam Nor Mei Lak Kou Hai", "danao furuo gento hapani korua mbali nishta roshe sanori tovale"},
	{"Vander Mac Del Sol Tre Wyn Abo Ben Cor Dun", "arko brisk corvo delph egran firth gosk hulme iverno jarn"},
	{"Wes Zel Yar Ulm Tho Rud Pas Osk Nev Mur", "anti berov chuki dimas enhof farro gulen hosti imper jolam"},
	{"Kar Lis Nad Pol Rin Sab Tur Ven Yos Zub", "adeh belko ciano dovic endra famu gorin halva istok junte"},
	{"Fe Ga He Ja Ke La Mo Ne Ri Su", "brante cardi dunmo ferrol gossa kintar lundo marsk novari pello"},
}

// syllables are heads and tails, separated by spaces.
type syllables struct{ heads, tails string }

func (s syllables) names() []string {
	var out []string
	for head := range strings.FieldsSeq(s.heads) {
		for tail := range strings.FieldsSeq(s.tails) {
			out = append(out, head+tail)
		}
	}
	return out
}

// nameBook is the list of first names and surnames.
type nameBook struct{ given, family []string }

func newNameBook() nameBook {
	var b nameBook
	for _, s := range givenSets {
		b.given = append(b.given, s.names()...)
	}
	for _, s := range familySets {
		b.family = append(b.family, s.names()...)
	}
	return b
}

func (b nameBook) pick(r *rand.Rand) (given, family string) {
	return b.given[r.IntN(len(b.given))], b.family[r.IntN(len(b.family))]
}

// nearGiven returns two first names that differ in their last sounds only, as
// parents of twins like to choose.
func (b nameBook) nearGiven(r *rand.Rand) (string, string) {
	i := r.IntN(len(b.given) - 1)
	for b.given[i][:3] != b.given[i+1][:3] {
		i = (i + 1) % (len(b.given) - 1)
	}
	return b.given[i], b.given[i+1]
}

// Words of streets, companies, résumés and the like are invented or common.
var (
	streetRoots = strings.Fields("Amberlick Bellwort Candlemoor Dapplewood Eveningway Fernhollow Glimmerby Hazelthorpe Ivorygate " +
		"Juniperset Kestrelton Lanternfield Marrowdale Nettlebank Oakenshy Pebbleton Quiverly Rushmantle Saffronhill Thistlegrove " +
		"Umbercroft Velvetmere Willowmark Yarrowstead Zephyrlea Brindlegap Cobblewyn Driftmoor Elderquay Foxglade")
	streetKinds = strings.Fields("Street Avenue Road Lane Drive Court Way Place")
	streetShort = map[string]string{"Street": "St", "Avenue": "Ave", "Road": "Rd", "Lane": "Ln", "Drive": "Dr", "Court": "Ct", "Way": "Way", "Place": "Pl"}
	jobTitles   = []string{"Backend Engineer", "Frontend Engineer", "Full Stack Engineer", "Data Engineer", "Platform Engineer",
		"QA Engineer", "Mobile Engineer", "Support Engineer", "Product Designer", "Technical Writer", "Data Analyst",
		"Account Executive", "Recruiter", "Payroll Specialist", "Customer Success Manager", "Security Engineer"}
	engineering = 8 // the first so many titles are those that cells apply to
)
