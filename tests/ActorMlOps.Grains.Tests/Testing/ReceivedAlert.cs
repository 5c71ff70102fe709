using System.Text.Json.Nodes;

namespace ActorMlOps.Testing;

/// <summary>A message as a receiver got it.</summary>
/// <param name="Key">Names the message; the same if it comes again.</param>
internal sealed record ReceivedAlert(string Path, string? Key, string? Event, string? Signature, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}
