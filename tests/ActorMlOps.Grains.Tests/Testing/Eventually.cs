namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Waits for what happens in the background: asks again until it is so, or the deadline tells that it never is.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> isSo, Func<T, string>? describe = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isSo(value))
                return value;
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                Assert.Fail($"Not within {Deadline.TotalSeconds} s. Last seen: {(describe is null ? value : describe(value))}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    public static Task TrueAsync(Func<Task<bool>> isSo) => GetAsync(isSo, v => v);
}
