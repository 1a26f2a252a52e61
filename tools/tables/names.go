package main

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/daylight-hq/daylight/internal/place"
)

// countryNames returns the folded names by which a country is found: its
// English name in the Unicode CLDR, its alpha-3 code and the aliases below.
func countryNames(code string) []string {
	var names []string
	if r, err := language.ParseRegion(code); err == nil {
		names = append(names, display.English.Regions().Name(r))
		if r.ISO3() != "ZZZ" {
			names = append(names, r.ISO3())
		}
	}
	if code == "XK" {
		names = append(names, "XKX", "Kosovo")
	}
	names = append(names, strings.Split(countryAliases()[code], "|")...)
	return foldAll(names)
}

func foldAll(names []string) []string {
	var out []string
	for _, n := range names {
		if k := place.Fold(n); k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// countryAliases lists names that exports use and CLDR does not.
func countryAliases() map[string]string {
	return map[string]string{
		"AE": "UAE|Emirates",
		"BA": "Bosnia and Herzegovina|Bosnia",
		"BN": "Brunei Darussalam",
		"BO": "Bolivia, Plurinational State of",
		"CD": "DR Congo|DRC|Democratic Republic of the Congo|Congo, Democratic Republic of the|Congo, The Democratic Republic of the",
		"CG": "Republic of the Congo|Congo|Congo Republic",
		"CI": "Ivory Coast|Cote d'Ivoire",
		"CN": "People's Republic of China|PRC|Mainland China",
		"CV": "Cabo Verde",
		"CZ": "Czech Republic|Czechia",
		"FK": "Falkland Islands (Malvinas)",
		"FM": "Micronesia, Federated States of",
		"GB": "UK|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain and Northern Ireland",
		"HK": "Hong Kong",
		"IR": "Iran, Islamic Republic of|Islamic Republic of Iran",
		"KP": "North Korea|DPRK|Democratic People's Republic of Korea|Korea, Democratic People's Republic of|Korea (Democratic People's Republic of)|Korea, North",
		"KR": "South Korea|Korea|Republic of Korea|Korea, Republic of|Korea (Republic of)|Korea, South",
		"LA": "Lao People's Democratic Republic|Laos",
		"MD": "Moldova, Republic of|Republic of Moldova",
		"MK": "North Macedonia|Macedonia|Republic of North Macedonia",
		"MM": "Myanmar|Burma",
		"MO": "Macau|Macao",
		"NL": "Holland|The Netherlands",
		"PH": "The Philippines",
		"PS": "Palestine|Palestine, State of|State of Palestine",
		"RU": "Russian Federation",
		"SY": "Syrian Arab Republic",
		"SZ": "Eswatini|Swaziland",
		"TR": "Turkey|Türkiye|Turkiye",
		"TW": "Taiwan, Province of China|Republic of China",
		"TZ": "Tanzania, United Republic of|United Republic of Tanzania",
		"US": "USA|United States of America|U.S.|U.S.A.|The United States",
		"VA": "Vatican|Holy See",
		"VE": "Venezuela, Bolivarian Republic of",
		"VN": "Viet Nam|Vietnam",
	}
}

// regionNames gives names and codes of first-level regions by country code,
// "/" and the code GeoNames uses in its dump, for countries whose people write
// the region after the city.
func regionNames() map[string][]string {
	out := map[string][]string{}
	for country, list := range map[string]string{
		"US": "AL=Alabama;AK=Alaska;AZ=Arizona;AR=Arkansas;CA=California;CO=Colorado;CT=Connecticut;DE=Delaware;" +
			"DC=District of Columbia|Washington DC;FL=Florida;GA=Georgia;HI=Hawaii;ID=Idaho;IL=Illinois;IN=Indiana;" +
			"IA=Iowa;KS=Kansas;KY=Kentucky;LA=Louisiana;ME=Maine;MD=Maryland;MA=Massachusetts;MI=Michigan;" +
			"MN=Minnesota;MS=Mississippi;MO=Missouri;MT=Montana;NE=Nebraska;NV=Nevada;NH=New Hampshire;" +
			"NJ=New Jersey;NM=New Mexico;NY=New York;NC=North Carolina;ND=North Dakota;OH=Ohio;OK=Oklahoma;" +
			"OR=Oregon;PA=Pennsylvania;RI=Rhode Island;SC=South Carolina;SD=South Dakota;TN=Tennessee;TX=Texas;" +
			"UT=Utah;VT=Vermont;VA=Virginia;WA=Washington|Washington State;WV=West Virginia;WI=Wisconsin;WY=Wyoming",
		"CA": "01=AB|Alberta;02=BC|British Columbia;03=MB|Manitoba;04=NB|New Brunswick;" +
			"05=NL|Newfoundland and Labrador|Newfoundland;07=NS|Nova Scotia;08=ON|Ontario;" +
			"09=PE|PEI|Prince Edward Island;10=QC|Quebec|Québec;11=SK|Saskatchewan;12=YT|Yukon|Yukon Territory;" +
			"13=NT|NWT|Northwest Territories;14=NU|Nunavut",
		"AU": "01=ACT|Australian Capital Territory;02=NSW|New South Wales;03=NT|Northern Territory;" +
			"04=QLD|Queensland;05=SA|South Australia;06=TAS|Tasmania;07=VIC|Victoria;08=WA|Western Australia",
		"GB": "ENG=England;NIR=Northern Ireland;SCT=Scotland;WLS=Wales|Cymru",
	} {
		for entry := range strings.SplitSeq(list, ";") {
			code, names, _ := strings.Cut(entry, "=")
			all := strings.Split(names, "|")
			if country != "CA" && country != "AU" {
				all = append(all, code)
			}
			out[country+"/"+code] = foldAll(all)
		}
	}
	return out
}
