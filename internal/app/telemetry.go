package app

import (
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

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(code int) {
	if w.status == 0 && code >= http.StatusOK {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

// Unwrap gives [http.ResponseController] the writer inside.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// wrap traces requests, by their route.
func (t *telemetry) wrap(route func(*http.Request) string) func(http.Handler) http.Handler {
	from := propagation.TraceContext{}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := from.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
			name := route(r)
			ctx, span := t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("http.route", name), attribute.String("http.request.method", r.Method)))
			defer span.End()
			seen := &statusWriter{ResponseWriter: w}
			next.ServeHTTP(seen, r.WithContext(ctx))
			status := seen.status
			if status == 0 {
				status = http.StatusOK
			}
			span.SetAttributes(attribute.Int("http.response.status_code", status))
			if status >= http.StatusInternalServerError {
				span.SetStatus(codes.Error, "")
			}
		})
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
