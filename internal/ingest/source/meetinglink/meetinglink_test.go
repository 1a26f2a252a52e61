package meetinglink

import "testing"

func TestRef(t *testing.T) {
	for link, want := range map[string]string{
		"https://us05web.zoom.us/j/88233737762?pwd=abc.1":                                         "88233737762",
		"https://zoom.us/j/882 3373 7762":                                                         "88233737762",
		"https://example.zoom.us/w/123456789?tk=x":                                                "123456789",
		"https://app.zoom.us/wc/88233737762/join":                                                 "88233737762",
		"https://app.zoom.us/wc/join/88233737762":                                                 "88233737762",
		"https://example.zoomgov.com/s/1612345678":                                                "1612345678",
		"zoommtg://zoom.us/join?action=join&confno=88233737762":                                   "88233737762",
		"https://zoom.us/my/vanity.name":                                                          "",
		"https://zoom.us/j/12":                                                                    "",
		"https://notzoom.us.example.com/j/88233737762":                                            "",
		"https://fakezoom.us/j/88233737762":                                                       "",
		" https://meet.google.com/abc-defg-hij?authuser=0 ":                                       "abcdefghij",
		"https://meet.google.com/landing":                                                         "",
		"https://meet.google.com/lookup/ABCDEFGHIJ":                                               "abcdefghij",
		"https://teams.microsoft.com/l/meetup-join/19%3ameeting_Ab1%40thread.v2/0?context=%7b%7d": "19:meeting_Ab1@thread.v2",
		"https://teams.microsoft.com/meet/2345678901234?p=x":                                      "2345678901234",
		"https://teams.live.com/meet/9412345678":                                                  "9412345678",
		"https://teams.microsoft.com/":                                                            "",
		"http://example.com":                                                                      "",
		"":                                                                                        "",
		"://":                                                                                     "",
	} {
		if got := Ref(link); got != want {
			t.Errorf("Ref(%q) = %q, want %q", link, got, want)
		}
	}
}

func FuzzRef(f *testing.F) {
	for _, s := range []string{"https://zoom.us/j/123456789", "https://meet.google.com/", "https://teams.live.com", "zoommtg:", "https://zoom.us/wc//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { Ref(s) })
}
