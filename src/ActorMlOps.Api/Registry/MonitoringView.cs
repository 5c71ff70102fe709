using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Registry;

/// <summary>The monitoring part of a config as <c>GET .../monitoring</c> shows it: every field of it that can change, and no other.</summary>
internal static class MonitoringView
{
    public static string Tag(VersionInfo info) => string.Create(CultureInfo.InvariantCulture, $"\"{info.Spec.Revision}\"");

    public static bool TryRevision(string tag, out int revision)
    {
        revision = 0;
        return tag.Length > 2 && tag[0] == '"' && tag[^1] == '"'
            && int.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out revision);
    }

    public static string Json(VersionConfig config)
    {
        var all = Fields(config);
        foreach (var name in FixedNames)
            all.Remove(name);
        return all.ToJsonString(ApiJson.Plain.Options);
    }

    /// <summary>Fields that can't change and are set.</summary>
    public static IReadOnlyList<string> Fixed(VersionConfig config)
    {
        var all = Fields(config);
        return [.. FixedNames.Where(name => all[name] is not null)];
    }

    /// <summary>Those that <see cref="VersionConfig.Monitoring"/> leaves out, as they are spelt.</summary>
    private static readonly string[] FixedNames = FindFixed();

    private static string[] FindFixed()
    {
        // Whatever is set of all fields, and is not set any more in the monitoring part.
        var full = new VersionConfig
        {
            Task = TaskKind.None,
            Features = [],
            Output = new(),
            Reference = new(),
            Engine = new(),
            BaselineRows = 0,
        };
        var (before, after) = (Fields(full), Fields(full.Monitoring()));
        return [.. before.Where(f => f.Value is not null && after[f.Key] is null).Select(f => f.Key)];
    }

    private static JsonObject Fields(VersionConfig config) =>
        (JsonObject)JsonSerializer.SerializeToNode(config, ApiJson.Plain.VersionConfig)!;
}
