package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// ipBlock is the /24 in which a city's next home gets its address.
type ipBlock struct {
	base uint32
	next uint32 // host number; 0 means no block yet
}

// operator is an invented network operator. Its number is one of those
// reserved for documentation (RFC 5398).
type operator struct {
	asn         uint32
	org, domain string
}

// Operators: home providers first, then those of shared networks.
var (
	homeOperators = []operator{
		{64496, "CEDARLINE BROADBAND", "cedarline.example.net"}, {64497, "BLUEFERN FIBRE", "bluefern.example.net"},
		{64498, "STONEPATH CABLE", "stonepath.example.net"}, {64499, "QUILLNET HOME", "quillnet.example.net"},
		{64500, "HARBOURLIGHT TELECOM", "harbourlight.example.net"}, {64501, "MOSSWIRE", "mosswire.example.net"},
	}
	carrierOperator = operator{64505, "SKYLARK MOBILE", "skylark.example.net"}
	officeOperator  = operator{64506, "NORTHWIND CORPORATE", "corp.example.com"}
	venueOperator   = operator{64507, "WAYSIDE VENUE WIFI", "wayside.example.net"}
	vpnOperator     = operator{65536, "PALEMOON VPN HOSTING", "palemoon.example.org"}
	vpnOther        = operator{65537, "ROOTBARN HOSTING", "rootbarn.example.org"}
)

// network is a place to go online from.
type network struct {
	ip             string
	city           *city
	op             operator
	proxy          bool
	tunnel         string // the VPN operator's name as the identity provider writes it
	gateway, bssid string // of the router; empty where laptops cannot tell
}

// values gives out identifiers from ranges that no real person can hold, each
// value once.
type values struct {
	r       *rand.Rand
	phones  *phoneBook
	mails   map[string]int // local part -> times given out
	blocks  uint32         // /24 blocks of 198.18.0.0/15 given to cities
	v6      uint32
	routers uint64
	macs    uint64
	serials uint64
	bank    uint64
	rsids   uint64
	parcels uint64
	handles uint64
	signers map[string]bool
}

func newValues(r *rand.Rand) *values {
	return &values{r: r, phones: newPhoneBook(r), mails: map[string]int{}, signers: map[string]bool{}}
}

var mailDomains = []string{"example.com", "example.org", "example.net"}

// mail returns an unused private address for a name. Nothing in it folds: no
// plus tags, and dots only between the names.
func (v *values) mail(given, family string) string {
	var local string
	switch v.r.IntN(3) {
	case 0:
		local = given + "." + family
	case 1:
		local = given[:1] + family
	default:
		local = given + "_" + family
	}
	return v.unusedLocal(strings.ToLower(local)) + "@" + mailDomains[v.r.IntN(len(mailDomains))]
}

func (v *values) workMail(given, family string) string {
	return v.unusedLocal(strings.ToLower(given+"."+family)) + "@corp.example.com"
}

func (v *values) unusedLocal(local string) string {
	v.mails[local]++
	for n := v.mails[local]; n > 1; n++ {
		numbered := fmt.Sprintf("%s%d", local, n)
		if v.mails[numbered] == 0 {
			v.mails[local], v.mails[numbered] = n, 1
			return numbered
		}
	}
	return local
}

// homeNetwork returns the connection of one household: an own public address,
// in the benchmark range 198.18.0.0/15 (RFC 2544) and, when that is full, an
// own /48 of the documentation prefix 2001:db8::/32 (RFC 3849).
func (v *values) homeNetwork(c *city) *network {
	n := &network{city: c, op: homeOperators[v.r.IntN(len(homeOperators))]}
	n.ip = v.homeIP(c)
	n.gateway, n.bssid = v.router()
	return n
}

func (v *values) homeIP(c *city) string {
	if c.ips.next == 0 || c.ips.next > 250 {
		if v.blocks >= 512 {
			v.v6++
			return fmt.Sprintf("2001:db8:%x:%x::1", v.v6&0xffff, v.v6>>16)
		}
		c.ips = ipBlock{base: v.blocks, next: 1}
		v.blocks++
	}
	host := c.ips.next
	c.ips.next++
	return fmt.Sprintf("198.%d.%d.%d", 18+c.ips.base>>8, c.ips.base&255, host)
}

// router returns the gateway's and the access point's hardware addresses,
// under an invented, locally administered prefix.
func (v *values) router() (gateway, bssid string) {
	v.routers++
	n := scatter(v.routers, 24)
	return mac("02:5a:d1", n), mac("02:5a:d2", n)
}

func (v *values) mac() string {
	v.macs++
	return mac("02:5a:d3", scatter(v.macs, 24))
}

func mac(prefix string, n uint64) string {
	return fmt.Sprintf("%s:%02x:%02x:%02x", prefix, n>>16&255, n>>8&255, n&255)
}

func (v *values) serial() string {
	v.serials++
	n := scatter(v.serials, 40)
	b := []byte("SYN")
	for i := 7; i >= 0; i-- {
		b = append(b, upperSafe[n>>(5*i)&31])
	}
	return string(b)
}

// rsid returns a revision save id as word processors draw them: 24 bits.
func (v *values) rsid() string {
	v.rsids++
	return "00" + strings.ToUpper(string(appendHex(nil, scatter(v.rsids, 24), 6)))
}

// payAccount is where pay goes. The routing number lies under the prefix 99,
// which is not in use, and its checksum is wrong; accounts lie under a test prefix.
type payAccount struct {
	routing, account string
	payee            string // the holder by the bank's own books
}

func (v *values) payAccount(payee string) payAccount {
	v.bank++
	n := scatter(v.bank, 26)
	return payAccount{routing: badRouting(n % 1_000_00), account: fmt.Sprintf("99990000%08d", n), payee: payee}
}

// badRouting returns a nine-digit routing number whose ABA checksum
// 3(d1+d4+d7)+7(d2+d5+d8)+(d3+d6+d9) = 0 mod 10 does not hold.
func badRouting(n uint64) string {
	s := []byte(fmt.Sprintf("99%06d0", n))
	s[8] = '0' + byte((10-abaSum(s)%10+1)%10) // one more than the digit that would make it hold
	return string(s)
}

func abaSum(s []byte) int {
	weights, sum := [3]int{3, 7, 1}, 0
	for i, c := range s {
		sum += weights[i%3] * int(c-'0')
	}
	return sum
}

// tracking returns a twelve-digit parcel number whose check digit (weights 1,
// 3, 7 from the right, modulo 11, then 10) does not hold.
func (v *values) tracking() string {
	v.parcels++
	s := []byte(fmt.Sprintf("9999%07d", scatter(v.parcels, 23)))
	weights, sum := [3]int{3, 1, 7}, 0
	for i, c := range s {
		sum += weights[i%3] * int(c-'0')
	}
	return string(append(s, '0'+byte((sum%11+1)%10)))
}

// signer returns how a carrier notes a stranger who signs: initial and
// surname, unused so far, so that two parcels do not seem to have one signer
// by accident.
func (v *values) signer(b nameBook) string {
	for {
		given, family := b.pick(v.r)
		s := strings.ToUpper(given[:1] + "." + family)
		if !v.signers[s] || len(v.signers) > 20_000 {
			v.signers[s] = true
			return s
		}
	}
}

// handle returns the name of a profile page that belongs to one person.
func (v *values) handle(given, family string) string {
	v.handles++
	return strings.ToLower(given+"-"+family) + "-" + string(appendHex(nil, scatter(v.handles, 32), 8))
}
