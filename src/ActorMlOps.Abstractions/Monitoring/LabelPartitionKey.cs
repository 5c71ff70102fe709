using System.Globalization;

namespace ActorMlOps.Monitoring;

/// <summary>One partition of a model's labels. As a grain key: <c>model/partition</c>.</summary>
public readonly record struct LabelPartitionKey(string Model, int Partition)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Model}/{Partition}");

    /// <summary>Accepts only what <see cref="ToString"/> makes: two texts of one key would be two grains.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static LabelPartitionKey Parse(string key)
    {
        var slash = key.IndexOf('/');
        return slash > 0
            && ResourceName.IsValid(key.AsSpan(0, slash))
            && int.TryParse(key.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && new LabelPartitionKey(key[..slash], partition) is var parsed
            && parsed.ToString() == key
                ? parsed
                : throw new FormatException($"'{key}' is not of the form model/partition.");
    }
}
