// Package identifier turns the values that records carry into typed, canonical
// identifiers that can be shared, refuses those that identify nobody, and
// compares names for compatibility.
//
// Two values are the same identifier exactly when type and key are equal, so a
// normaliser must never guess: what it cannot read it refuses with a reason.
// Masked, placeholder, default, private and all-same values are refused
// always; values reserved for documentation are refused unless
// [Options.AllowDocumentation] lets them through, marked as such. The tables
// behind the refusals are the text files under data/.
package identifier
