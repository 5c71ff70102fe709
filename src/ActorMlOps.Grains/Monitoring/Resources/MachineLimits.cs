using System.Globalization;

namespace ActorMlOps.Grains.Monitoring.Resources;

/// <summary>
/// What the process may use: the smallest limits of its control group and of those above it (cgroup v2: <c>cpu.max</c>, <c>memory.max</c>),
/// and what the machine has (<c>/proc/meminfo</c>). Source: Linux kernel, Documentation/admin-guide/cgroup-v2.rst. Files that are not there,
/// as on other systems and with cgroup v1, set no limit.
/// </summary>
/// <param name="Cores">Processors' time a second; null: no quota is known.</param>
/// <param name="MemoryBytes">Null: not known.</param>
internal readonly record struct MachineLimits(double? Cores, long? MemoryBytes)
{
    private const string Unlimited = "max";

    /// <param name="root">Where <c>proc</c> and <c>sys</c> are.</param>
    public static MachineLimits Read(string root = "/")
    {
        double? cores = null;
        var memory = MemoryTotal(Text(Path.Combine(root, "proc/meminfo")));
        foreach (var group in Groups(Text(Path.Combine(root, "proc/self/cgroup"))))
        {
            var directory = Path.Combine(root, "sys/fs/cgroup", group);
            cores = Least(cores, Quota(Text(Path.Combine(directory, "cpu.max"))));
            memory = Least(memory, Bytes(Text(Path.Combine(directory, "memory.max"))));
        }
        return new(cores, memory);
    }

    /// <summary>The process's group and those above it, relative to where the groups are mounted; the root alone if there is no telling.</summary>
    /// <param name="text">Of <c>/proc/self/cgroup</c>; the line of cgroup v2 begins with <c>0::</c>.</param>
    internal static IEnumerable<string> Groups(string? text)
    {
        var line = text?.Split('\n').FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        var parts = line?["0::/".Length..].Trim().Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        // From within a namespace of its own a process may see itself above the root.
        var depth = parts.Contains("..") ? 0 : parts.Length;
        for (; depth >= 0; depth--)
            yield return string.Join('/', parts.Take(depth));
    }

    /// <param name="text">Of <c>cpu.max</c>: quota and period in microseconds, or <c>max</c> for none.</param>
    internal static double? Quota(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var quota, var period]
        && quota != Unlimited && Whole(quota) is > 0 and var used && Whole(period) is > 0 and var per
            ? (double)used / per
            : null;

    /// <param name="text">Of <c>memory.max</c>: bytes, or <c>max</c> for no limit.</param>
    internal static long? Bytes(string? text) => Whole(text?.Trim()) is > 0 and var bytes ? bytes : null;

    /// <param name="text">Of <c>/proc/meminfo</c>: <c>MemTotal: 16384 kB</c>, 1,024 bytes each.</param>
    internal static long? MemoryTotal(string? text)
    {
        var line = text?.Split('\n').FirstOrDefault(l => l.StartsWith("MemTotal:", StringComparison.Ordinal));
        return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, "kB"] && Whole(kilobytes) is > 0 and < long.MaxValue / 1024 and var count
            ? count * 1024
            : null;
    }

    private static long? Whole(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Least(double? a, double? b) => a is null || b < a ? b ?? a : a;

    private static long? Least(long? a, long? b) => a is null || b < a ? b ?? a : a;

    private static string? Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
