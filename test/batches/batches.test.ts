// One after the other: some of these kill the workers that all batches share.
import "./cases/send-batch.ts";
import "./cases/whatsapp-batch.ts";
import "./cases/control-batch.ts";
import "./cases/provider-of-batch.ts";
import "./cases/dead-workers.ts";
import "./cases/refused-recipients.ts";
import "./cases/start-during-import.ts";
import "./cases/quiet-hours.ts";
import "./cases/erased-numbers.ts";
import "./cases/in-flight.ts";
import "./cases/under-fire.ts";
