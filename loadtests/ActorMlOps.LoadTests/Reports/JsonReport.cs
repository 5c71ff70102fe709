using System.Reflection;
using System.Text.Json;

namespace ActorMlOps.LoadTests.Reports;

/// <summary>The figures as JSON: <c>{"machine","commit","goals":[{"id","value","goal","unit","met"}],"rows"}</c>.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync(string file, Report report)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(
            stream,
            new
            {
                machine = Machine.Here,
                commit = Commit(),
                goals = report.Goals.Select(g => new { g.Id, g.Value, goal = g.Aim, g.Unit, g.Met }),
                rows = report.Rows,
            },
            Options);
    }

    /// <summary>The build puts it behind the version: <c>0.1.0+commit</c>.</summary>
    private static string? Commit() => typeof(JsonReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
        .InformationalVersion.Split('+') is [_, var commit] ? commit : null;
}
