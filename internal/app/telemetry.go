package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/daylight-hq/daylight/internal/live"
)

// telemetry traces what a server does, to where the OTEL_* variables say, over
// OTLP by HTTP; without them it does nothing. Spans name routes, workspaces and
// counts: no path, query, name or value of anybody.
type telemetry struct {
	tracer trace.Tracer
	stop   func(context.Context) error
}

// tracing reports whether somebody asked for traces (OpenTelemetry SDK
// configuration, environment variables).
func tracing() bool {
	if os.Getenv("OTEL_SDK_DISABLED") == "true" || os.Getenv("OTEL_TRACES_EXPORTER") == "none" {
		return false
	}
	return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
}

func newTelemetry(ctx context.Context, version string) (*telemetry, error) {
	if !tracing() {
		return &telemetry{noop.NewTracerProvider().Tracer("daylight"), func(context.Context) error { return nil }}, nil
	}
	out, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("set up traces: %w", err)
	}
	what, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "daylight"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("set up traces: %w", err)
	}
	p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(out), sdktrace.WithResource(what))
	return &telemetry{p.Tracer("daylight"), p.Shutdown}, nil
}

// close sends what waits. That nobody takes it does not fail a stop.
func (t *telemetry) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := t.stop(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("send traces: %w", err)
	}
	return nil
}

// request traces a request, by its route.
func (t *telemetry) request(r *http.Request, route string) (context.Context, func(status int)) {
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	route = cmp.Or(route, "none")
	ctx, span := t.tracer.Start(ctx, route, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.route", route), attribute.String("http.request.method", r.Method)))
	return ctx, func(status int) {
		status = cmp.Or(status, http.StatusOK)
		span.SetAttributes(attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// judged traces a judgement that was made.
func (t *telemetry) judged(ctx context.Context, workspace string, a *live.Answer) {
	_, span := t.tracer.Start(ctx, "judge", trace.WithTimestamp(a.At), trace.WithAttributes(attribute.String("daylight.workspace", workspace),
		attribute.Bool("daylight.everybody", a.Whole), attribute.Int("daylight.persons", a.Len()), attribute.Int("daylight.changed", len(a.Changes.Changed))))
	span.End(trace.WithTimestamp(a.At.Add(a.Took)))
}

// run traces a piece of work that has a name of our own.
func (t *telemetry) run(ctx context.Context, name, workspace string, do func(context.Context) error) error {
	ctx, span := t.tracer.Start(ctx, name, trace.WithAttributes(attribute.String("daylight.workspace", workspace)))
	defer span.End()
	err := do(ctx)
	if err != nil {
		span.SetStatus(codes.Error, "") // the words may name somebody: they stand in the log
	}
	return err
}
