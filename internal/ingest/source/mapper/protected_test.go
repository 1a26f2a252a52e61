package mapper

import (
	"strings"
	"testing"
)

func TestProtectedHeaders(t *testing.T) {
	refused := []string{
		"Gender", "Employee Gender", "employee_gender", "genderIdentity", "Sex", "Legal Sex", "Geschlecht", "Sexe", "Género", "Sexo", "Płeć", "性別", "员工性别", "성별", "Пол",
		"Race", "Race/Ethnicity", "EEO Category", "Ethnic Group", "Hispanic or Latino", "Raça", "民族", "Skin Colour",
		"Nationality", "Staatsangehörigkeit", "Citizenship Status", "citizenshipCountry", "Visa Type", "Work Authorization", "国籍",
		"DOB", "Date of Birth", "dateofbirth", "birthDate", "Birth Date", "Birthday", "Geburtsdatum", "Date de naissance", "Fecha de nacimiento", "Place of Birth", "Country of Birth", "生年月日",
		"Age", "Candidate Age", "Âge", "Edad", "Age Range", "Religion", "Religious Affiliation", "Konfession",
		"Disability", "Disability Status", "Disabled", "Protected Veteran", "veteran_status", "Marital Status", "maritalStatus", "Familienstand", "Estado civil", "Spouse Name",
		"Language", "Preferred Language", "Languages Spoken", "Sprache", "Native Language", "Accent", "keyboard",
		"University", "School", "School Country", "College Name", "Education Level", "Degree Country", "Graduation Year",
		"Photo", "Photo URL", "Profile Picture", "avatar_url", "Headshot", "person.demographics.gender", "eeo.race",
		"SSN", "Social Security Number", "Passport No", "National ID", "Tax ID", "Driver's License Number", "Pronouns", "Sexual Orientation",
	}
	allowed := []string{
		"Email", "Page", "Package Weight", "Usage", "Message", "Manager", "Image Version", "Stage", "Trace Id", "Essex Office", "State", "Country",
		"Home Country", "ETA", "Facebook", "Title", "Status", "Account Disabled", "Street", "Ship To Name", "Serial Number", "Kontoinhaber", "Name",
		"Postal Code", "IP Address", "Start Date", "Tracking Number", "Received", "氏名", "住所", "Straße", "Referee Email", "Interviewer", "Height cm",
	}
	table := protectedTable()
	for _, h := range refused {
		if table.category(h) == "" {
			t.Errorf("%q is not refused", h)
		}
	}
	for _, h := range allowed {
		if c := table.category(h); c != "" {
			t.Errorf("%q is refused as %s", h, c)
		}
	}
}

// A mapping cannot name a protected column in any place.
func TestLoadRefusesProtected(t *testing.T) {
	with := func(old, text string) string { return strings.Replace(minimal, old, text, 1) }
	entry := func(e string) string { return minimal + "values:\n  - " + e + "\n" }
	cases := []string{
		with("[Id]", "[Id, Gender]"), with("employee: Id", "employee: Date of Birth"),
		minimal + "id: [Id, Birth Date]\n", minimal + "occurred_at: birthDate\n",
		entry("{field: client, column: Nationality}"), entry("{field: name, columns: [First, Religion]}"),
		entry("{field: status, const: a, when: {column: Veteran Status, in: [yes]}}"),
		entry("{field: address, lines: [Street, Age]}"), entry("{field: address, lines: [Street], city: Place of Birth}"),
		entry("{field: place, city: City, country: Country of Citizenship}"), entry("{field: place, lat: Age, lon: Lon}"),
		entry("{field: bank_account, iban: SSN}"), entry("{field: bank_account, routing: R, account: SSN}"),
		entry("{field: amount, column: Age, currency: USD}"), entry("{field: amount, column: A, currency_column: Language}"),
		entry("{field: asn, column: A, operator: School}"), entry("{field: interview_at, column: A, minutes: Age}"),
		entry("{field: delivery_event, const: delivered, at: {column: DOB}}"), entry("{field: author, column: person.photo.url}"),
	}
	for _, text := range cases {
		_, err := Load([]byte(text), "m.yaml")
		if err == nil || !strings.Contains(err.Error(), "Daylight never reads it") || !strings.Contains(err.Error(), "m.yaml:") {
			t.Errorf("not refused (%v):\n%s", err, text)
		}
	}
}
