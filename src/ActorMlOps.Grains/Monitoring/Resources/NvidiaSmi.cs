using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>NVIDIA's cards, as the driver's own tool tells of them. Nothing is started where there is no such driver.</summary>
/// <param name="device">Exists where the driver is loaded.</param>
/// <param name="tool">Comes with the driver.</param>
internal sealed class NvidiaSmi(TimeProvider clock, string device = "/dev/nvidiactl", string tool = "nvidia-smi")
{
    private const long Mebibyte = 1 << 20;

    private static readonly string[] Query = ["--query-gpu=name,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Empty: there is none, or the tool does not answer.</summary>
    public async Task<GpuUse[]> ReadAsync()
    {
        if (!File.Exists(device))
            return [];
        using var process = new Process { StartInfo = new(tool, Query) { RedirectStandardOutput = true } };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return [];
        }
        using var deadline = new CancellationTokenSource(Patience, clock);
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 ? Parse(text) : [];
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return [];
        }
    }

    /// <param name="text">A line a card: name, percent of the time, MiB used, MiB in all; <c>[N/A]</c> where the driver does not tell.</param>
    internal static GpuUse[] Parse(string text)
    {
        var cards = new List<GpuUse>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.Split(',', StringSplitOptions.TrimEntries) is not [.. var name, var share, var used, var total] || name.Length == 0)
                continue;
            cards.Add(new(string.Join(", ", name), Whole(share) is { } percent ? Math.Min(percent, 100) / 100.0 : null, Whole(used) * Mebibyte, Whole(total) * Mebibyte));
        }
        return [.. cards];
    }

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < long.MaxValue / Mebibyte ? value : null;
}
