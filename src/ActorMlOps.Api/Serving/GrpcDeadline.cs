using System.Globalization;
using System.Numerics;
using Grpc.Core;

namespace ActorMlOps.Api.Serving;

/// <summary>How long a gRPC call's answer is of use.</summary>
internal static class GrpcDeadline
{
    private const int Steps = 8;
    private const int MaxHeaderLength = 9;

    /// <summary>What the call's header <c>grpc-timeout</c> says: up to 8 digits and a unit (H, M, S, m, u, n).</summary>
    /// <returns>Null: no limit, or nothing that can be understood, which is ignored as gRPC's own library does.</returns>
    public static TimeSpan? Parse(string? header)
    {
        if (header is not { Length: >= 2 and <= MaxHeaderLength }
            || !int.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return null;
        TimeSpan? timeout = header[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        return timeout > TimeSpan.Zero ? timeout : null;
    }

    /// <summary>
    /// The request's own timeout, or what is left until the call's deadline, whichever is shorter. What is left is rounded up to one of 8
    /// steps between powers of two (by at most 12.5 %): rows share a call only if they have the same timeout, and calls with one deadline
    /// setting would otherwise each have their own. The call itself ends exactly at its deadline.
    /// </summary>
    /// <param name="deadline">UTC; <see cref="DateTime.MaxValue"/>: none.</param>
    /// <returns>Null: no limit.</returns>
    /// <exception cref="RpcException">The deadline has passed.</exception>
    public static TimeSpan? Timeout(DateTime deadline, TimeSpan? timeout, TimeProvider clock)
    {
        if (deadline == DateTime.MaxValue)
            return timeout;
        var left = deadline - clock.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero)
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "The deadline passed before the request was read."));
        var step = Math.Max(1, (long)(BitOperations.RoundUpToPowerOf2((ulong)left.Ticks) / 2 / Steps));
        var rounded = TimeSpan.FromTicks((left.Ticks + step - 1) / step * step);
        return timeout < rounded ? timeout : rounded;
    }
}
