// Package docusign maps what Docusign's eSignature API and Connect tell of
// electronic signatures: envelopes with their recipients, and audit events.
package docusign

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/ingest/source"
	"github.com/daylight-hq/daylight/internal/ingest/source/tree"
)

// name is the source's name in keys and qualified references.
const name = "docusign"

// Shapes of this source.
const (
	shapeEnvelope = "envelopes"
	shapeConnect  = "connect"
	shapeAudit    = "audit-events"
	shapeOther    = "other"
	// ShapeCertificate is that of a certificate of completion, see [Certificate].
	ShapeCertificate = "certificate"
)

// Source returns the mapping of Docusign's exports.
func Source() source.Source {
	return source.Source{Name: name, Title: "Docusign", Shapes: shapes(), Recognise: recognise, Map: mapItem}
}

func mapItem(it source.Item, out *source.Out) error {
	if it.Tenant == "" {
		it.Tenant = "main"
	}
	var read func(source.Item, *source.Out, *tree.Node) error
	switch it.Shape {
	case shapeEnvelope:
		read = mapEnvelope
	case shapeConnect:
		read = mapConnect
	case shapeAudit:
		read = mapAudit
	case shapeOther:
		return domain.ErrUnused
	case ShapeCertificate:
		return errors.New("a certificate is read from its document")
	default:
		return fmt.Errorf("docusign has no shape %q", it.Shape)
	}
	n, err := tree.Read(it.JSON, it.Shape)
	if err != nil {
		return err
	}
	before := len(out.Records)
	err = read(it, out, n)
	out.Unknown += n.Unread()
	if err == nil && len(out.Records) == before {
		return domain.ErrUnused
	}
	return err
}

// recognise tells Docusign's answers by members that no other vendor writes.
func recognise(h source.Head) source.Match {
	if h.Format != source.JSON && h.Format != source.NDJSON {
		return source.Match{}
	}
	in := func(member string) bool { return bytes.Contains(h.Sample, []byte(`"`+member+`"`)) }
	listed := len(h.Top) == 0
	switch {
	case h.HasTop("configurationId", "data", "event", "retryCount"), listed && h.HasFirst("configurationId", "data", "event", "retryCount"):
		return source.Match{Shape: shapeConnect, Confidence: 95}
	case h.HasTop("auditEvents") && in("eventFields"):
		if h.Format == source.NDJSON {
			return source.Match{Shape: shapeAudit, Confidence: 92}
		}
		return source.Match{Shape: shapeAudit, Confidence: 95, Items: "auditEvents"}
	case h.HasTop("eventFields"), listed && h.HasFirst("eventFields"):
		return source.Match{Shape: shapeAudit, Confidence: 90}
	case h.HasTop("envelopes", "resultSetSize") && h.Format == source.JSON:
		return source.Match{Shape: shapeEnvelope, Confidence: 95, Items: "envelopes"}
	case h.HasTop("envelopes", "resultSetSize"), envelope(h.Top), listed && envelope(h.First):
		return source.Match{Shape: shapeEnvelope, Confidence: 92}
	case h.HasTop("users", "resultSetSize") && in("permissionProfileId"), h.HasTop("carbonCopies", "recipientCount", "signers"):
		return source.Match{Shape: shapeOther, Confidence: 85}
	}
	return source.Match{}
}

// envelope recognises one envelope by the names of its members.
func envelope(members []string) bool {
	return !slices.ContainsFunc([]string{"envelopeId", "recipientsUri", "status"},
		func(m string) bool { return !slices.Contains(members, m) })
}
