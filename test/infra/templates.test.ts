// One file, so that CDK is loaded once and each environment synthesised once; what is asked of the templates stands beside it.
import "./templates/data.ts";
import "./templates/queues.ts";
import "./templates/streams.ts";
import "./templates/alarms.ts";
import "./templates/functions.ts";
import "./templates/http-api.ts";
import "./templates/webhooks.ts";
import "./templates/permissions.ts";
import "./templates/stacks.ts";
