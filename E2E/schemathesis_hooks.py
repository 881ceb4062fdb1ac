"""What Schemathesis does not know by itself."""

import schemathesis

schemathesis.serializer.alias(["application/x-ndjson"], "text/plain")
