// Package domain holds Daylight's words: the types that every other room
// speaks in. It imports nothing of ours, no SQL and no HTTP, and contains no
// behaviour beyond what a word needs to be well formed.
package domain
