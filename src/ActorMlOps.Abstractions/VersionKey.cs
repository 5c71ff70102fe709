using System.Diagnostics.CodeAnalysis;

namespace ActorMlOps;

/// <summary>One version of one model. As a grain key: <c>model@version</c>.</summary>
[GenerateSerializer, Immutable, Alias("actormlops.VersionKey")]
public readonly record struct VersionKey([property: Id(0)] string Model, [property: Id(1)] string Version)
{
    public override string ToString() => $"{Model}@{Version}";

    public static VersionKey Parse(string key) =>
        TryParse(key, out var parsed) ? parsed : throw new FormatException($"'{key}' is not of the form model@version.");

    public static bool TryParse([NotNullWhen(true)] string? key, out VersionKey parsed)
    {
        parsed = default;
        var at = key?.IndexOf('@') ?? -1;
        if (at < 0 || !ResourceName.IsValid(key.AsSpan(0, at)) || !ResourceName.IsValid(key.AsSpan(at + 1)))
            return false;
        parsed = new(key![..at], key[(at + 1)..]);
        return true;
    }
}
