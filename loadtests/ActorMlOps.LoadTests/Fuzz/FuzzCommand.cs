using System.Diagnostics;
using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Bad input on every door of a silo: it must refuse it, at once, and live.</summary>
internal static class FuzzCommand
{
    /// <returns>0 whether or not there were findings; 2: the run failed.</returns>
    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(() => RunAsync(FuzzOptions.Parse(args)));

    private static async Task RunAsync(FuzzOptions options)
    {
        Console.WriteLine($"{options.Cases:N0} cases from number {options.First} of seed {options.Seed}");
        var models = FuzzModel.Read();
        var run = new FuzzRun(new(options.Seed, models), models);
        var started = Stopwatch.GetTimestamp();
        await run.RunAsync(options.First, options.Cases, done => Console.WriteLine($"  {done:N0} done, {run.Findings.Count} fault(s)"));
        var elapsed = Stopwatch.GetElapsedTime(started);
        foreach (var kind in run.Answers.GroupBy(a => a.Key.Kind).OrderBy(k => k.Key))
        {
            var waits = run.Waits[kind.Key];
            Console.WriteLine(
                $"  {kind.Key,-8}p50 {waits.Milliseconds(50):0} ms, p99 {waits.Milliseconds(99):0} ms, "
                + $"most {waits.Milliseconds(100):0} ms: "
                + string.Join(", ", kind.OrderByDescending(a => a.Value).Select(a => $"{a.Value:N0}x {a.Key.Answer}")));
        }
        Console.WriteLine(
            $"{run.Done:N0} cases in {elapsed.TotalSeconds:N0} s: {run.Failed:N0} with a wrong answer, {run.Findings.Count} fault(s)");
        foreach (var finding in run.Findings)
            Print(finding, options);
        if (options.Json is { } file)
            await JsonReport.WriteAsync(file, Report(run, options));
    }

    private static void Print(Finding finding, FuzzOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        var body = Path.Combine(options.Folder, $"seed-{options.Seed}-case-{finding.Case.Number}.{finding.Case.Kind}");
        File.WriteAllBytes(body, finding.Case.Body);
        var headers = string.Concat(finding.Case.Headers.Select(h => $", {h.Name}: {h.Value}"));
        Console.WriteLine($"""

            {finding.What}
              repeat: fuzz --seed {options.Seed} --first {finding.Case.Number} --cases 1
              smaller: {finding.Case.Method} {finding.Case.Path}, {finding.Case.ContentType}{headers},
                       body {body} ({finding.Case.Body.Length:N0} bytes)
            """);
    }

    private static Report Report(FuzzRun run, FuzzOptions options)
    {
        var report = new Report(TextWriter.Null);
        report.Add(new Goal("fuzz-findings", run.Failed, 0, "", AtLeast: false));
        report.Add(new Goal("fuzz-cases", run.Done, options.Cases, "", AtLeast: true));
        return report;
    }
}
