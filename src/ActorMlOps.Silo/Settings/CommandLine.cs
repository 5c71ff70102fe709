namespace ActorMlOps.Silo.Settings;

/// <summary>Arguments -> keys of the configuration.</summary>
public static class CommandLine
{
    public const string Profile = $"{SiloSettings.SectionName}:Profile";

    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["--profile"] = Profile,
        ["--urls"] = $"{SiloSettings.SectionName}:Urls",
        ["--grpc-url"] = $"{SiloSettings.SectionName}:GrpcUrl",
        ["--data"] = $"{SiloSettings.SectionName}:Data",
        ["--silo-port"] = $"{SiloSettings.SectionName}:SiloPort",
        ["--gateway-port"] = $"{SiloSettings.SectionName}:GatewayPort",
    };

    /// <summary>Both <c>--key value</c> and <c>--key=value</c>; what is not understood goes into <paramref name="errors"/>.</summary>
    public static Dictionary<string, string?> Parse(IReadOnlyList<string> args, ICollection<string> errors)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var equals = args[i].IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? args[i] : args[i][..equals];
            if (!Keys.TryGetValue(name, out var key))
            {
                errors.Add($"{name}: no such argument; there are {string.Join(", ", Keys.Keys)}. Everything else is set in the profile's file or by environment variables.");
                continue;
            }

            if (equals >= 0) values[key] = args[i][(equals + 1)..];
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) values[key] = args[++i];
            else errors.Add($"{name}: a value is missing; write {name} <value>.");
        }

        return values;
    }
}
