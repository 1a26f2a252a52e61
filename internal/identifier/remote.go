package identifier

import (
	"strings"

	"github.com/daylight-hq/daylight/internal/domain"
	"github.com/daylight-hq/daylight/internal/intel/endpoint"
)

// RemoteTool returns the remote tool that a program's name is of, so that a tool
// which IT rolled out to many can be told from one that a few have. Other programs
// are no identifiers.
func RemoteTool(text string) (id domain.Identifier, known bool) {
	tool, ok := endpoint.Find(text)
	if !ok {
		return domain.Identifier{}, false
	}
	return domain.Identifier{Type: domain.RemoteTool, Key: strings.ToLower(tool.Name), Masked: tool.Name}, true
}
