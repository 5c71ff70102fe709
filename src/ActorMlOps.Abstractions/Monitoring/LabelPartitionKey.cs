using System.Globalization;

namespace ActorMlOps.Monitoring;

/// <summary>One partition of a model's labels. As a grain key: <c>model/partition</c>.</summary>
public readonly record struct LabelPartitionKey(string Model, int Partition)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Model}/{Partition}");

    public static LabelPartitionKey Parse(string key)
    {
        var slash = key.IndexOf('/');
        return slash > 0 && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            ? new(key[..slash], partition)
            : throw new FormatException($"'{key}' is not of the form model/partition.");
    }
}
