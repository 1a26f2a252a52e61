package engine_test

import "context"

// background returns the test's own context where it has one.
func background(t tester) context.Context {
	if c, ok := t.(interface{ Context() context.Context }); ok {
		return c.Context()
	}
	return context.Background()
}
