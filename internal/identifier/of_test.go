package identifier

import (
	"testing"

	"github.com/daylight-hq/daylight/internal/domain"
)

// Values as the sources write them. Keys are those with documentation values
// allowed; doc marks the rows that a real run refuses.
func TestOf(t *testing.T) {
	tests := []struct {
		field  domain.Field
		text   string
		key    string
		masked string
		doc    bool
	}{
		{domain.FieldEmail, "  Jane.Roe+jobs@Gmail.com ", "janeroe@gmail.com", "j•••@gmail.com", false},
		{domain.FieldEmail, "jane.roe@googlemail.com", "janeroe@gmail.com", "j•••@gmail.com", false},
		{domain.FieldEmail, "Jane Roe <jane.roe@outlook.com>", "jane.roe@outlook.com", "j•••@outlook.com", false},
		{domain.FieldEmail, "mailto:roe-shop@yahoo.com?subject=x", "roe@yahoo.com", "r•••@yahoo.com", false},
		{domain.FieldEmail, "j_roe@pm.me", "j_roe@proton.me", "j•••@proton.me", false},
		{domain.FieldEmail, "jane+x@mühle-roe.de", "jane+x@xn--mhle-roe-65a.de", "j•••@xn--mhle-roe-65a.de", false},
		{domain.FieldEmail, "john.locke+work@example.com", "john.locke+work@example.com", "j•••@example.com", true},
		{domain.FieldEmail, "kay@mail.example.org", "kay@mail.example.org", "k•••@mail.example.org", true},
		{domain.FieldPhone, "(409) 871-3422", "+14098713422", "+1 ••• ••• 3422", false},
		{domain.FieldPhone, "+1 409.871.3422 ext. 91", "+14098713422", "+1 ••• ••• 3422", false},
		{domain.FieldPhone, "tel:+1-409-871-3422", "+14098713422", "+1 ••• ••• 3422", false},
		{domain.FieldPhone, "800-555-4526", "+18005554526", "+1 ••• ••• 4526", false},
		{domain.FieldPhone, "+49 (0)30 901820", "+4930901820", "+49 ••• ••• 1820", false},
		{domain.FieldFactorPhone, "+1 512 555 0142", "+15125550142", "+1 ••• ••• 0142", true},
		{domain.FieldPhone, "212-555-0100", "+12125550100", "+1 ••• ••• 0100", true},
		{domain.FieldPhone, "07700 900123", "", "", false}, // read in the United States it is no number
		{domain.FieldPhone, "+447700900123", "+447700900123", "+44 ••• ••• 0123", true},
		{domain.FieldPhone, "+33639980012", "+33639980012", "+33 ••• ••• 0012", true},
		{domain.FieldPhone, "+61255501234", "+61255501234", "+61 ••• ••• 1234", true},
		{domain.FieldReferral, "Kay.Moss@Corp.example.com", "kay.moss@corp.example.com", "k•••@corp.example.com", true},
		{domain.FieldReferral, " Kay   Möss ", "kay moss", "k•••", false},
		{domain.FieldReferral, "E1042", "e1042", "e•••", false},
		{domain.FieldProfileURL, "https://www.linkedin.com/in/Jane-Roe-1a2b/?trk=x", "linkedin.com/in/jane-roe-1a2b", "linkedin.com/in/j•••", false},
		{domain.FieldProfileURL, "uk.linkedin.com/in/jane-roe-1a2b/details/skills", "linkedin.com/in/jane-roe-1a2b", "linkedin.com/in/j•••", false},
		{domain.FieldProfileURL, "http://m.linkedin.com/in/jane-roe-1a2b#top", "linkedin.com/in/jane-roe-1a2b", "linkedin.com/in/j•••", false},
		{domain.FieldProfileURL, "GitHub.com/JaneRoe/some-repo", "github.com/janeroe", "github.com/j•••", false},
		{domain.FieldProfileURL, "https://twitter.com/@JaneRoe", "x.com/janeroe", "x.com/j•••", false},
		{domain.FieldProfileURL, "janeroe.dev", "janeroe.dev", "janeroe.dev", false},
		{domain.FieldProfileURL, "https://www.janeroe.dev/Work/", "janeroe.dev/Work", "janeroe.dev/W•••", false},
		{domain.FieldProfileURL, "janeroe.github.io", "janeroe.github.io", "janeroe.github.io", false},
		{domain.FieldProfileURL, "linkedin.example.com/john.locke", "linkedin.example.com/john.locke", "linkedin.example.com/j•••", true},
		{domain.FieldWallet, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "ethereum:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aae…eaed", false},
		{domain.FieldWallet, "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", "ethereum:0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", "0xfb69…d359", false},
		{domain.FieldWallet, "0x7e57AbcDef0011223344556677889900aabbccdd", "ethereum:0x7e57abcdef0011223344556677889900aabbccdd", "0x7e57…ccdd", true},
		{domain.FieldWallet, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1qw5…f3t4", false},
		{domain.FieldWallet, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bitcoin:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc1p0x…5jj0", false},
		{domain.FieldWallet, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "tb1qw5…jzsx", true},
		{domain.FieldWallet, "bitcoin:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy?amount=1", "bitcoin:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1…WNLy", false},
		{domain.FieldWallet, "TLyqzVGLV1srkB7dToTAEqgDSfPtXRJZYH", "tron:TLyqzVGLV1srkB7dToTAEqgDSfPtXRJZYH", "TLyqzV…JZYH", false},
		{domain.FieldDeviceSerial, " s/n: pf3x 9k2l ", "PF3X9K2L", "•••• 9K2L", false},
		{domain.FieldDeviceSerial, "C02-ZK4AJ", "C02-ZK4AJ", "•••• K4AJ", false},
		{domain.FieldDeviceMAC, "F0-2F-74-1A-9B-3C", "f0:2f:74:1a:9b:3c", "••:••:••:••:9b:3c", false},
		{domain.FieldBSSID, "f02f.741a.9b3c", "f0:2f:74:1a:9b:3c", "••:••:••:••:9b:3c", false},
		{domain.FieldGatewayMAC, "f0:2f:74:1:9:3c", "f0:2f:74:01:09:3c", "••:••:••:••:09:3c", false},
		{domain.FieldGatewayMAC, "f22f741a9b3c", "f2:2f:74:1a:9b:3c", "••:••:••:••:9b:3c", false},
		{domain.FieldDeviceMAC, "00:00:5E:00:53:1F", "00:00:5e:00:53:1f", "••:••:••:••:53:1f", true},
		{domain.FieldDeviceMAC, "02:5a:d3:00:53:1f", "02:5a:d3:00:53:1f", "••:••:••:••:53:1f", true},
		{domain.FieldPublicIP, "99.108.5.25", "99.108.5.25", "99.108.•.•", false},
		{domain.FieldPublicIP, "99.108.5.25:443", "99.108.5.25", "99.108.•.•", false},
		{domain.FieldPublicIP, "::ffff:99.108.5.25", "99.108.5.25", "99.108.•.•", false},
		{domain.FieldPublicIP, "64:ff9b::99.108.5.25", "99.108.5.25", "99.108.•.•", false},
		{domain.FieldPublicIP, "[2600:1700:ABCD:12:9:8:7:6]:443", "2600:1700:abcd:12::", "2600:1700::•/64", false},
		{domain.FieldPublicIP, "2600:1700:abcd:12::1%eth0", "2600:1700:abcd:12::", "2600:1700::•/64", false},
		{domain.FieldPublicIP, "198.19.4.7", "198.19.4.7", "198.19.•.•", true},
		{domain.FieldPublicIP, "203.0.113.9", "203.0.113.9", "203.0.•.•", true},
		{domain.FieldPublicIP, "2001:db8:5:6::7", "2001:db8:5:6::", "2001:db8::•/64", true},
		{domain.FieldDeviceToken, "2c1a9F8e7d6c5b4a39281706f5e4d3c2b1a09f8e", "2c1a9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e", "2c1a•••", false},
		{domain.FieldDeviceID, "guo8Kx2ZbQ", "guo8Kx2ZbQ", "guo8•••", false},
		{domain.FieldFactorID, "{7C9E6679-7425-40DE-944B-E07FC1F90AE7}", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e•••", false},
		{domain.FieldFingerprint, "fp:9a8b7c6d", "fp:9a8b7c6d", "fp:9•••", false},
		{domain.FieldLineage, "docx-rsid:00A1B2C3", "docx-rsid:00a1b2c3", "docx-rsid:00a1•••", false},
		{domain.FieldLineage, "xmp-doc:uuid:7C9E6679-7425-40DE-944B-E07FC1F90AE7", "xmp-doc:7c9e6679742540de944be07fc1f90ae7", "xmp-doc:7c9e•••", false},
	}
	for _, test := range tests {
		v := domain.Value{Field: test.field, Text: test.text}
		opt := Options{DefaultRegion: "US", AllowDocumentation: true}
		id, refusal, ok := Of(v, Hasher{}, opt)
		if test.key == "" {
			if ok {
				t.Errorf("%s %q: got %q, want a refusal", test.field, test.text, id.Key)
			}
			continue
		}
		if !ok || id.Key != test.key || id.Masked != test.masked || id.Documentation != test.doc {
			t.Errorf("%s %q:\n got %q %q doc %v (%q)\nwant %q %q doc %v", test.field, test.text, id.Key, id.Masked, id.Documentation, refusal, test.key, test.masked, test.doc)
		}
		opt.AllowDocumentation = false
		if _, refusal, ok := Of(v, Hasher{}, opt); ok == test.doc || test.doc && refusal != RefusedDocumentation {
			t.Errorf("%s %q in a real run: ok %v, %q", test.field, test.text, ok, refusal)
		}
	}
}

// What is never an identifier, whatever the options.
func TestOfRefusals(t *testing.T) {
	tests := []struct {
		field domain.Field
		want  Refusal
		texts []string
	}{
		{domain.FieldEmail, RefusedEmpty, []string{"", "  ", "-"}},
		{domain.FieldEmail, RefusedPlaceholder, []string{"test@test.com", "submissions@agency.io", "n/a", "None", "test@example.com", "jdoe@example.com", "user@example.com",
			"john.doe@example.org", "noreply@acme.io", "careers@acme.io", "HR@acme.io", "noemail@noemail.com", "johndoe@gmail.com", "aaaa@gmail.com", "12345@gmail.com", "jane@yourdomain.com", "support+1@acme.io"}},
		{domain.FieldEmail, RefusedMasked, []string{"j***@gmail.com", "j•••@gmail.com"}},
		{domain.FieldEmail, RefusedMalformed, []string{"jane", "@gmail.com", "jane@", "jane@localhost", "a b@acme.io", ".jane@acme.io", "jane@acme..io", "+x@gmail.com", "\"jane roe\"@acme.io"}},
		{domain.FieldRefereeEmail, RefusedPlaceholder, []string{"hr@acme.io"}},
		{domain.FieldPhone, RefusedPlaceholder, []string{"(973) 555-3247", "1234567890", "123-456-7890", "+1 123 456 7890", "+1234567890", "Phone Number value", "unknown", "212-555-1212", "9876543210"}},
		{domain.FieldPhone, RefusedAllSame, []string{"000-000-0000", "555-555-5555", "9999999999", "+1 222 222 2222"}},
		{domain.FieldPhone, RefusedMasked, []string{"XXX-XXX-3422", "+1 *** *** 3422", "+1 ••• ••• 0142"}},
		{domain.FieldPhone, RefusedTooShort, []string{"911", "x 12"}},
		{domain.FieldPhone, RefusedMalformed, []string{"4810259", "+91 (429) 770 2345432890890796", "+91 (1) 97039 47872", "call me maybe", "+999 123 987 55"}},
		{domain.FieldProfileURL, RefusedPlaceholder, []string{"linkedin.com", "https://www.linkedin.com/", "https://www.linkedin.com/company/acme", "https://github.com/features", "github.com", "linkedin.com/in/your-name", "https://github.com/kubernetes/kubernetes", "https://www.linkedin.com/in/", "mysite.com", "n/a"}},
		{domain.FieldProfileURL, RefusedMalformed, []string{"linkedin", "@johnlocke", "http://", "co.uk", "jane@roe.dev", "http://[::1]/x"}},
		{domain.FieldWallet, RefusedDefault, []string{"0x000000000000000000000000000000000000dEaD", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}},
		{domain.FieldWallet, RefusedAllSame, []string{"0x0000000000000000000000000000000000000000"}},
		{domain.FieldWallet, RefusedChecksum, []string{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz"}},
		{domain.FieldWallet, RefusedMasked, []string{"0x5aAe...eAed", "0x5aAe****eAed"}},
		{domain.FieldDeviceSerial, RefusedDefault, []string{"To Be Filled By O.E.M.", "System Serial Number", "Default string", " default  STRING ", "Not Specified"}},
		{domain.FieldDeviceSerial, RefusedPlaceholder, []string{"None", "0123456789", "Serial Number value", "N/A", "Unknown"}},
		{domain.FieldDeviceSerial, RefusedVirtual, []string{"VMware-56 4d 12 ab", "Parallels-12 34", "VirtualBox-9a8b"}},
		{domain.FieldDeviceSerial, RefusedAllSame, []string{"0", "00000000", "11111111"}[1:]},
		{domain.FieldDeviceSerial, RefusedMasked, []string{"XXXX6778", "****6778"}},
		{domain.FieldDeviceSerial, RefusedEmpty, []string{"", "..", "-"}},
		{domain.FieldDeviceSerial, RefusedTooShort, []string{"0", "A12"}},
		{domain.FieldDeviceMAC, RefusedAllSame, []string{"00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF"}},
		{domain.FieldDeviceMAC, RefusedRandomised, []string{"da:a1:19:12:34:56"}},
		{domain.FieldDeviceMAC, RefusedVirtual, []string{"00:0C:29:12:34:56", "08:00:27:12:34:56"}},
		{domain.FieldDeviceMAC, RefusedPlaceholder, []string{"Wi Fi Mac Address value", "none"}},
		{domain.FieldDeviceMAC, RefusedMasked, []string{"f0:2f:74:xx:xx:xx"}},
		{domain.FieldDeviceMAC, RefusedMalformed, []string{"f0:2f:74", "f0:2f:74:1a:9b:3c:11", "01:00:5e:12:34:56"}},
		{domain.FieldGatewayMAC, RefusedDefault, []string{"00:00:5e:00:01:0a", "02:42:ac:11:00:02", "00:50:56:c0:00:08"}},
		{domain.FieldBSSID, RefusedDefault, []string{"02:00:00:00:00:00"}},
		{domain.FieldPublicIP, RefusedPrivate, []string{"10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "169.254.1.1", "255.255.255.255", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1"}},
		{domain.FieldPublicIP, RefusedPlaceholder, []string{"0.0.0.0", "::", "unknown", "1.2.3.4"}},
		{domain.FieldPublicIP, RefusedMalformed, []string{"999.1.1.1", "1.2.3", "99.108.5.0/24", "host.example"}},
		{domain.FieldDeviceToken, RefusedAllSame, []string{"00000000-0000-0000-0000-000000000000", "ffffffff"}},
		{domain.FieldFactorID, RefusedPlaceholder, []string{"default", "unknown", "Hard Disk Id"}},
		{domain.FieldFactorID, RefusedDefault, []string{"jane.roe@acme.io"}},
		{domain.FieldDiskID, RefusedEmpty, []string{""}},
		{domain.FieldDeviceID, RefusedTooShort, []string{"4711"}},
		{domain.FieldLineage, RefusedDefault, []string{"docx-rsid:00FC693F", "docx-rsid:00000001", "pdf-id:d41d8cd98f00b204e9800998ecf8427e"}},
		{domain.FieldLineage, RefusedAllSame, []string{"docx-rsid:00000000", "pdf-id:00000000000000000000000000000000"}},
		{domain.FieldLineage, RefusedMalformed, []string{"00a1b2c3", "docx-rsid:nothexid"}},
		{domain.FieldLineage, RefusedTooShort, []string{"docx-rsid:a1b2c3"}},
	}
	for _, test := range tests {
		for _, text := range test.texts {
			v := domain.Value{Field: test.field, Text: text}
			id, refusal, ok := Of(v, Hasher{}, Options{DefaultRegion: "US", AllowDocumentation: true})
			if ok || refusal != test.want || id.Key != "" {
				t.Errorf("%s %q: got %q, %q, want %q", test.field, text, id.Key, refusal, test.want)
			}
		}
	}
}

func TestOfTypes(t *testing.T) {
	opt := Options{DefaultRegion: "US", AllowDocumentation: true}
	tests := map[domain.Field]struct {
		text string
		want domain.IdentifierType
	}{
		domain.FieldFactorPhone:  {"409-871-3422", domain.Phone},
		domain.FieldRefereeEmail: {"r@acme.io", domain.RefereeMail},
		domain.FieldRefereePhone: {"409-871-3422", domain.RefereeCall},
		domain.FieldResumeSig:    {"a1b2c3d4e5f6", domain.ResumeSig},
		domain.FieldAddress:      {"12 Main St, Austin, TX 78701", domain.Postal},
		domain.FieldBankAccount:  {"DE89 3704 0044 0532 0130 00", domain.Bank},
	}
	for field, test := range tests {
		id, refusal, ok := Of(domain.Value{Field: field, Text: test.text}, Hasher{}, opt)
		if !ok || id.Type != test.want {
			t.Errorf("%s: got %q, %q, want %q", field, id.Type, refusal, test.want)
		}
	}
	for _, field := range []domain.Field{domain.FieldName, domain.FieldPlace, domain.FieldHostname, domain.FieldAmount} {
		if id, refusal, ok := Of(domain.Value{Field: field, Text: "x"}, Hasher{}, opt); ok || refusal != "" || id.Type != "" {
			t.Errorf("%s: got %+v, %q; the field is no identifier", field, id, refusal)
		}
	}
}

func TestPhoneRegion(t *testing.T) {
	if _, refusal := Phone("(409) 871-3422", Options{}); refusal != RefusedNoRegion {
		t.Errorf("no region: %q", refusal)
	}
	for _, form := range []string{"+44 20 7183 8750", "0044 20 7183 8750"} {
		if id, refusal := Phone(form, Options{}); id.Key != "+442071838750" {
			t.Errorf("%s: %q, %q", form, id.Key, refusal)
		}
	}
	if id, _ := Phone("020 7183 8750", Options{DefaultRegion: "gb"}); id.Key != "+442071838750" {
		t.Errorf("read in Britain: %q", id.Key)
	}
}
