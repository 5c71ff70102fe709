using System.Globalization;

namespace ActorMlOps.LoadTests.Reports;

/// <summary>Prints what is measured as it comes, and keeps it for the file.</summary>
internal sealed class Report(TextWriter to)
{
    private readonly List<ReportRow> _rows = [];
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, Goal> _goals = [];

    public IReadOnlyList<string> Faults => _faults;

    public IReadOnlyList<ReportRow> Rows => _rows;

    public IReadOnlyCollection<Goal> Goals => _goals.Values;

    public void Heading(string text)
    {
        to.WriteLine();
        to.WriteLine(text);
        to.WriteLine(
            $"  {"model",-9}{"system",-24}{"window",7}{"requests/s",12}{"rows/s",11}{"p50 ms",9}{"p99 ms",9}{"p99.9",9}"
            + $"{"server us",11}{"client us",11}{"server B",10}{"client B",10}");
    }

    public void Add(ReportRow row)
    {
        _rows.Add(row);
        var window = row.Window?.ToString(CultureInfo.InvariantCulture) ?? "all";
        to.WriteLine(
            $"  {row.Model,-9}{row.System,-24}{window,7}{row.RequestsPerSecond,12:N0}{row.RowsPerSecond,11:N0}"
            + $"{Shown(row.P50Ms, "0.000"),9}{Shown(row.P99Ms, "0.000"),9}{Shown(row.P999Ms, "0.000"),9}"
            + $"{Shown(row.ServerCpuMicroseconds, "0.00"),11}{row.ClientCpuMicroseconds,11:0.00}"
            + $"{Shown(row.ServerBytes, "0"),10}{row.ClientBytes,10:0}"
            + (row.Refused + row.Failed > 0 ? $"  {row.Refused:N0} refused, {row.Failed:N0} failed" : ""));
    }

    /// <summary>Why the run does not count although it went on.</summary>
    public void AddFault(string text) => _faults.Add(text);

    public void Say(string text) => to.WriteLine($"  {text}");

    /// <summary>Of several values of one goal the worst is kept.</summary>
    public void Add(Goal goal)
    {
        if (!_goals.TryGetValue(goal.Id, out var worst) || goal.WorseThan(worst))
            _goals[goal.Id] = goal;
    }

    public void PrintGoals()
    {
        if (_goals.Count == 0)
            return;
        to.WriteLine();
        to.WriteLine($"{"goal",-28}{"measured",10}{"wanted",12}");
        foreach (var goal in _goals.Values)
        {
            var wanted = $"{(goal.AtLeast ? ">=" : "<=")} {goal.Aim:0.##}";
            to.WriteLine($"{goal.Id,-28}{goal.Value,8:0.000} {goal.Unit,-3}{wanted,8}   {(goal.Met ? "met" : "not met")}");
        }
    }

    /// <summary>Prints the goals, and writes the files that were asked for.</summary>
    public async Task FinishAsync(LoadOptions options)
    {
        PrintGoals();
        if (options.Json is { } file)
            await JsonReport.WriteAsync(file, this);
        if (options.Markdown is { } document)
            await MarkdownReport.WriteAsync(document, this);
    }

    private static string Shown(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
