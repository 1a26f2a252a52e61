// Package simulate writes a labelled synthetic company in the shapes of real
// vendors' exports: honest people, people who merely look alike, and cells of
// workers who are not who they claim to be, with the truth beside them.
package simulate
