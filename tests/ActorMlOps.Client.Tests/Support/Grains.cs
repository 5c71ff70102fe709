using System.Reflection;

namespace ActorMlOps.Client.Tests.Support;

/// <summary>A grain factory that asks the test for the grain of an interface and key.</summary>
public class Grains : DispatchProxy
{
    private Func<Type, string, object?> _grain = (_, _) => null;

    public static IGrainFactory Of(Func<Type, string, object?> grain)
    {
        var factory = Create<IGrainFactory, Grains>();
        ((Grains)(object)factory)._grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod is { Name: "GetGrain", IsGenericMethod: true } && args is [string key, ..]
            ? _grain(targetMethod.GetGenericArguments()[0], key)
            : throw new NotSupportedException(targetMethod?.Name);
}
