package parcel

import "testing"

func TestTracking(t *testing.T) {
	for in, want := range map[string]string{
		"776094337676":         "776094337676",
		" 7760 9433 7676 ":     "776094337676",
		"1z-999-AA1-012345678": "1Z999AA1012345678",
		`="776094337676"`:      "776094337676",
		"7.76094E+11":          "",
		"string":               "",
		"":                     "",
		"0000000000000":        "",
		"1ZXXXXXXXXXXXXXXXX":   "",
		"12345":                "",
	} {
		if got := Tracking(in); got != want {
			t.Errorf("Tracking(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSigner(t *testing.T) {
	for in, want := range map[string]string{
		"D.HERRERA":                 "D.HERRERA",
		" Mara Lindqvist ":          "Mara Lindqvist",
		"Nguyễn":                    "Nguyễn",
		"Porchetta":                 "Porchetta",
		"FRONT DOOR":                "",
		"Signature release on file": "",
		"SIGNATURE NOT REQ":         "",
		"163000":                    "",
		"string":                    "",
		"N/A":                       "",
		".":                         "",
		"":                          "",
	} {
		if got := Signer(in); got != want {
			t.Errorf("Signer(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEvent(t *testing.T) {
	for in, want := range map[string]string{
		"Delivered":                   Delivered,
		"Delivered, Front Door/Porch": Delivered,
		"Package available for pickup: Hold at Location":                   Held,
		"Delivered to UPS Access Point Location. Awaiting customer pickup": Held,
		"Ready for recipient pickup":                                       Held,
		"Returning package to shipper":                                     Returned,
		"Recipient requested redirect to hold at location":                 Redirected,
		"A package intercept was requested":                                Redirected,
		"Your package was released by the customs agency.":                 "",
		"On FedEx vehicle for delivery":                                    "",
		"Unable to be delivered":                                           "",
		"Shipment could not be delivered today":                            "",
		"Your package will be delivered tomorrow":                          "",
		"": "",
	} {
		if got := Event(in); got != want {
			t.Errorf("Event(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Delivered to 1Z999AA10123456784")
	f.Fuzz(func(t *testing.T, s string) {
		if one := Tracking(s); one != Tracking(one) {
			t.Errorf("Tracking(%q) = %q, which folds to %q", s, one, Tracking(one))
		}
		if one := Signer(s); one != Signer(one) {
			t.Errorf("Signer(%q) = %q, which folds to %q", s, one, Signer(one))
		}
		Event(s)
	})
}
