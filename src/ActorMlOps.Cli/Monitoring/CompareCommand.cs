using ActorMlOps.Compare;
using ActorMlOps.Compare.Files;
using ActorMlOps.Compare.Page;
using ActorMlOps.Compare.Views;
using Spectre.Console.Cli;

namespace ActorMlOps.Cli.Monitoring;

/// <summary>Drift between two files, computed here.</summary>
internal sealed class CompareCommand : AsyncCommand<CompareSettings>
{
    private const int NotDrifted = 0;
    private const int NoVerdict = 1;
    private const int Drifted = 2;
    private const string StandardOutput = "-";

    public override async Task<int> ExecuteAsync(CommandContext context, CompareSettings settings, CancellationToken cancellationToken)
    {
        var options = settings.ToOptions();
        await using var referenceStream = Open(settings.Reference);
        await using var currentStream = Open(settings.Current);
        await using var reference = new TableFile(Path.GetFileName(settings.Reference), referenceStream);
        await using var current = new TableFile(Path.GetFileName(settings.Current), currentStream);
        var comparison = await FileComparer.CompareAsync(reference, current, options, cancellationToken);
        var view = ComparisonView.Of(comparison);
        if (settings.Json == StandardOutput)
            Console.WriteLine(ComparisonJson.Indented(view));
        else
            CompareTable.Write(view);
        if (settings.Json is not null and not StandardOutput)
            await File.WriteAllTextAsync(settings.Json, ComparisonJson.Indented(view), cancellationToken);
        if (settings.Html is not null)
        {
            await using var page = File.CreateText(settings.Html);
            ReportPage.Write(comparison, page);
        }

        return comparison.Reason is not null ? NoVerdict : comparison.Drifted ? Drifted : NotDrifted;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ComparisonException($"{path} can't be read: {e.Message}");
        }
    }
}
