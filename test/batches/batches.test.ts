// One after the other: some of these kill the workers that all batches share.
import "./cases/send-batch.ts";
import "./cases/control-batch.ts";
import "./cases/under-fire.ts";
