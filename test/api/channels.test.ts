import { describe, expect, test } from "vitest";
import { channels, codeChannels, isChannel, ownSenderChannels, traitsOf } from "../../shared/api/channels.ts";
import { openApiDocument } from "../../shared/api/openapi/openapi.ts";

const schemaNamed = (name: string) => openApiDocument().components?.schemas?.[name] as { properties?: object };
const membersOf = (name: string) => Object.keys(schemaNamed(name).properties ?? {});

describe("the table of channels", () => {
  test("gives each scheme of an address to one channel", () => {
    const schemes = channels.flatMap((channel) => traitsOf(channel).schemes);
    expect(new Set(schemes).size).toBe(schemes.length);
    for (const channel of channels) expect(traitsOf(channel).schemes).toContain(channel);
  });

  test("knows no channel by a name that every object has (invariant 38)", () => {
    expect(channels.every(isChannel)).toBe(true);
    expect(["messenger", "constructor", "toString", ""].filter(isChannel)).toEqual([]);
  });

  test("makes the members of every object of channels", () => {
    for (const name of ["ProviderChannels", "NewProviderChannels", "ProviderChannelChanges"])
      expect(membersOf(name)).toEqual([...channels, "voice"]);
    for (const name of ["PreferredChannels", "PreferredChannelChanges"]) expect(membersOf(name)).toEqual(channels);
    const { properties: policy } = schemaNamed("VerificationPolicy");
    expect(policy).toMatchObject({ channels: { items: { enum: codeChannels }, maxItems: codeChannels.length } });
    const { properties: tested } = schemaNamed("TestedSender");
    for (const channel of ownSenderChannels)
      expect(tested).toMatchObject({ field: { enum: expect.arrayContaining([`channels.${channel}.sender`]) } });
  });
});
