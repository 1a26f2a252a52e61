package simulate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// areaCodes are geographic area codes of the North American numbering plan, a
// fact. With each, 555-0100 to 555-0199 are reserved for fiction.
const areaCodes = `
201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 224 225 228 229 231 234 239 240 248 251 252 253
254 256 260 262 267 269 270 272 274 276 279 281 283 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319
320 321 323 325 326 330 331 332 334 336 337 339 341 346 347 351 352 360 361 364 380 385 386 401 402 404 405 406 407 408
409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 442 443 445 447 448 458 463 464 469 470 475 478 479 480
484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531 534 539 540 541 551 559 561 562 563 564 567
570 571 572 573 574 575 580 582 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 628
629 630 631 636 640 641 646 650 651 656 657 659 660 661 662 667 669 678 680 681 682 689 701 702 703 704 706 707 708 712
713 714 715 716 717 718 719 720 724 725 726 727 731 732 734 737 740 743 747 754 757 760 762 763 765 769 770 771 772 773
774 775 779 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 820 826 828 830 831 832 838 839 840
843 845 847 848 850 854 856 857 858 859 860 862 863 864 865 870 872 878 901 903 904 906 907 908 909 910 912 913 914 915
916 917 918 919 920 925 928 929 930 931 934 936 937 938 940 941 943 945 947 948 949 951 952 954 956 959 970 971 972 973
978 979 980 984 985 986 989`

// phoneBook gives out numbers that are reserved for fiction, each once. When a
// pool is empty the next is used, and when all are the phone stays blank:
// unrelated people never share one by accident.
type phoneBook struct {
	home     map[string]*numberPool // by country
	overflow *numberPool
}

// numberPool is a set of numbers handed out in a shuffled order.
type numberPool struct {
	prefixes []string // E.164 without the last digits
	first    int      // of the last digits
	each     int      // numbers of one prefix
	digits   int
	order    []uint32
	next     int
}

func newNumberPool(r *rand.Rand, prefixes []string, first, each, digits int) *numberPool {
	p := &numberPool{prefixes: prefixes, first: first, each: each, digits: digits}
	p.order = make([]uint32, len(prefixes)*each)
	for i := range p.order {
		p.order[i] = uint32(i)
	}
	r.Shuffle(len(p.order), func(i, j int) { p.order[i], p.order[j] = p.order[j], p.order[i] })
	return p
}

func (p *numberPool) take() string {
	if p == nil || p.next >= len(p.order) {
		return ""
	}
	i := int(p.order[p.next])
	p.next++
	return fmt.Sprintf("%s%0*d", p.prefixes[i/p.each], p.digits, p.first+i%p.each)
}

// newPhoneBook lays out the ranges: 555-01xx (NANPA); the drama numbers of
// Ofcom for mobiles, cities and no area; those of Arcep; and, as overflow for
// large companies, those of the Australian regulator (5550 and 7010).
func newPhoneBook(r *rand.Rand) *phoneBook {
	var us []string
	for code := range strings.FieldsSeq(areaCodes) {
		us = append(us, "+1"+code+"5550")
	}
	britain := []string{"+447700900", "+441632960", "+441134960", "+441144960", "+441154960", "+441164960", "+441174960",
		"+441184960", "+441214960", "+441314960", "+441414960", "+441514960", "+441614960", "+442079460", "+441914980"}
	france := []string{"+33639980", "+33199000", "+33261910", "+33353010", "+33465710", "+33536490"}
	return &phoneBook{
		home: map[string]*numberPool{
			"US": newNumberPool(r, us, 100, 100, 3),
			"GB": newNumberPool(r, britain, 0, 1000, 3),
			"FR": newNumberPool(r, france, 0, 1000, 3),
		},
		overflow: newNumberPool(r, []string{"+6125550", "+6135550", "+6175550", "+6185550", "+6127010", "+6137010", "+6177010", "+6187010"}, 0, 10_000, 4),
	}
}

// take returns an unused number, by preference one of the country's own.
func (b *phoneBook) take(country string) string {
	pool := b.home[country]
	if pool == nil {
		pool = b.home["US"] // Canada shares the plan; elsewhere people keep the number they came with
	}
	if n := pool.take(); n != "" {
		return n
	}
	if n := b.home["US"].take(); n != "" {
		return n
	}
	return b.overflow.take()
}

// asTyped writes a number the ways people type it into a form.
func asTyped(r *rand.Rand, e164 string) string {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") {
		return e164
	}
	a, b, c := e164[2:5], e164[5:8], e164[8:]
	switch r.IntN(5) {
	case 0:
		return fmt.Sprintf("(%s) %s-%s", a, b, c)
	case 1:
		return fmt.Sprintf("%s-%s-%s", a, b, c)
	case 2:
		return fmt.Sprintf("+1 %s %s %s", a, b, c)
	case 3:
		return a + b + c
	}
	return e164
}
